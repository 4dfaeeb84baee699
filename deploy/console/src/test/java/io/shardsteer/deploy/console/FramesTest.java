package io.shardsteer.deploy.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FramesTest {
  private static Frame frame(long atMillis) {
    Frame frame = new Frame(atMillis, new long[] {atMillis / 100, 0}, 1, 1, 1, 0);
    frame.load[3] = 1;
    return frame;
  }

  @Test
  void aYearTakesNoMoreRoomThanAnHourAndLosesNoLoad() {
    Frames frames = new Frames();
    int added = 200_000;
    for (int i = 0; i < added; i++) {
      frames.add(frame(i * 157_680L));
    }
    assertThat(frames.all()).hasSizeBetween(Frames.MOST / 2, Frames.MOST);
    assertThat(frames.all()).isSortedAccordingTo((a, b) -> Long.compare(a.atMillis, b.atMillis));
    assertThat(frames.all().stream().mapToDouble(it -> Arrays.stream(it.load).sum()).sum())
        .isEqualTo(added);
  }

  @Test
  void tellsTheRateOfTheLastMinute() {
    Frames frames = new Frames();
    assertThat(frames.perSecond(0)).isEmpty();
    for (int second = 0; second < 200; second++) {
      frames.add(frame(second * 1_000L));
    }
    assertThat(frames.perSecond(0)).hasValue(10);
    assertThat(frames.perSecond(1)).hasValue(0);
  }
}
