package io.shardsteer.deploy.replay.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgendaTest {
  @Test
  void doesThingsInTimeAndOtherwiseAsNoted() {
    Agenda agenda = new Agenda();
    List<String> done = new ArrayList<>();
    agenda.at(20, () -> done.add("late"));
    agenda.at(10, () -> done.add("first"));
    agenda.at(10, () -> done.add("second"));
    assertThat(agenda.nextMillis()).isEqualTo(10);
    agenda.runUntil(15);
    assertThat(done).containsExactly("first", "second");
    assertThat(agenda.nextMillis()).isEqualTo(20);
  }

  @Test
  void doesWhatIsNotedMeanwhileIfItIsDue() {
    Agenda agenda = new Agenda();
    List<Integer> done = new ArrayList<>();
    agenda.at(
        1,
        () -> {
          done.add(1);
          agenda.at(2, () -> done.add(2));
          agenda.at(9, () -> done.add(9));
        });
    agenda.runUntil(5);
    assertThat(done).containsExactly(1, 2);
    assertThat(agenda.nextMillis()).isEqualTo(9);
    agenda.runUntil(9);
    assertThat(agenda.nextMillis()).isEqualTo(Long.MAX_VALUE);
  }
}
