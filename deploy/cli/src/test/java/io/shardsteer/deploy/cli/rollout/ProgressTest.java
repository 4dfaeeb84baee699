package io.shardsteer.deploy.cli.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
  @Test
  void tellsRateAndWhatIsLeft() {
    assertThat(Progress.line("Made", "tables", 300, 1_024, 10))
        .isEqualTo("  Made 300 of 1,024 tables, 30 a second, 24 s to go");
    assertThat(Progress.line("Copied", "rows", 5_000, 4_000, 100))
        .isEqualTo("  Copied 5,000 of 5,000 rows, 50 a second, 1 min 40 s so far");
    assertThat(Progress.line("Copied", "rows", 0, 4_000, 3))
        .isEqualTo("  Copied 0 of 4,000 rows, 0 a second, 3 s so far");
  }

  @Test
  void keepsQuietAboutWhatIsSoonOver() {
    List<String> lines = new ArrayList<>();
    var progress = new Progress("Made", "tables", 2, lines::add);
    progress.add(2);
    assertThat(lines).isEmpty();
    progress.end();
    assertThat(lines).hasSize(1);
  }
}
