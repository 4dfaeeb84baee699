package io.shardsteer.deploy.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void drawsTheBlockInPlaceOnATerminal() {
    Screen screen = new Screen(out, true);
    screen.show(List.of("one", "two"));
    screen.show(List.of("three"));
    screen.say("stays");

    assertThat(printed()).isEqualTo("one\ntwo\n\u001b[2A\u001b[Jthree\n\u001b[1A\u001b[Jstays\n");
  }

  @Test
  void printsPlainLinesNowAndThenElsewhere() {
    Screen screen = new Screen(out, false);
    screen.show(List.of("half", "way", "shard 0"));
    screen.show(List.of("too soon"));
    screen.say("stays");

    assertThat(printed()).isEqualTo("half  way\nstays\n");
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }
}
