package io.shardsteer.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrainingMemoryTest {
  private static final TrainingMemory HUNDRED_MEGABYTES = new TrainingMemory(100 << 20);

  @Test
  void refusesWithTheNumberThatWouldFit() {
    int most = HUNDRED_MEGABYTES.mostSamples(10, 20);
    assertThat(HUNDRED_MEGABYTES.refusal(most, 10, 20)).isEmpty();
    assertThat(HUNDRED_MEGABYTES.refusal(most + 1, 10, 20))
        .hasValueSatisfying(
            reason ->
                assertThat(reason)
                    .contains("20 feature columns", "100 MiB")
                    .contains("Set training.max_samples to " + most + " or less"));
  }

  @Test
  void takesFewerSamplesOfMoreColumnsAndFields() {
    int most = HUNDRED_MEGABYTES.mostSamples(10, 20);
    assertThat(HUNDRED_MEGABYTES.mostSamples(10, 2_000)).isLessThan(most);
    assertThat(HUNDRED_MEGABYTES.mostSamples(100, 20)).isLessThan(most);
  }

  @Test
  void holdsTheDefaultNumberOfSamplesInTheDefaultHeap() {
    assertThat(TrainingMemory.ofThisProcess().mostSamples(30, 100)).isGreaterThan(10_000);
  }
}
