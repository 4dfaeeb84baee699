package io.shardsteer.common.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.Fuzz;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bytes on a pipeline's topics that somebody else wrote. */
class MessageCodecFuzzTest {
  @Test
  void damagedMessagesOfEveryTypeAreReadOrRefusedAndNothingElse() {
    List<byte[]> good = MessageCodecTest.oneOfEachType().map(MessageCodec::encode).toList();
    Fuzz fuzz =
        new Fuzz()
            .run(
                random -> {
                  try {
                    return MessageCodec.decode(Fuzz.damaged(good, random), SteerMessage.class)
                        != null;
                  } catch (BadMessageException refused) {
                    return false;
                  }
                });
    assertThat(fuzz.taken()).as("damaged where it does no harm").isPositive();
    assertThat(fuzz.refused()).isPositive();
  }
}
