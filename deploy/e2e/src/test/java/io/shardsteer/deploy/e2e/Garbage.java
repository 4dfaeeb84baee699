package io.shardsteer.deploy.e2e;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Payloads that no router can steer. */
enum Garbage {
  NOT_JSON("UNDECODABLE") {
    @Override
    byte[] payload(String good, RandomGenerator random) {
      byte[] noise = new byte[1 + random.nextInt(100)];
      random.nextBytes(noise);
      noise[0] = 0;
      return noise;
    }
  },
  TORN("UNDECODABLE") {
    @Override
    byte[] payload(String good, RandomGenerator random) {
      return good.substring(0, good.length() / 2).getBytes(StandardCharsets.UTF_8);
    }
  },
  NO_VALUE("UNDECODABLE") {
    @Override
    byte @Nullable [] payload(String good, RandomGenerator random) {
      return null;
    }
  },
  EMPTY("UNDECODABLE") {
    @Override
    byte[] payload(String good, RandomGenerator random) {
      return new byte[0];
    }
  },
  WITHOUT_ID("MISSING_KEY") {
    @Override
    byte[] payload(String good, RandomGenerator random) {
      return good.replace("\"id\"", "\"idea\"").getBytes(StandardCharsets.UTF_8);
    }
  },
  TOO_LARGE("TOO_LARGE") {
    @Override
    byte[] payload(String good, RandomGenerator random) {
      return good.replace("unread", "-".repeat(MAX_RECORD_BYTES)).getBytes(StandardCharsets.UTF_8);
    }
  };

  /** {@code max_record_bytes} of the test pipelines. */
  static final int MAX_RECORD_BYTES = 4096;

  private final String reason;

  Garbage(String reason) {
    this.reason = reason;
  }

  static Garbage any(RandomGenerator random) {
    return values()[random.nextInt(values().length)];
  }

  /** A payload of this kind, made from what the record would have been; null: no value at all. */
  abstract byte @Nullable [] payload(String good, RandomGenerator random);

  /** The reason that the dead letter has to give. */
  String reason() {
    return reason;
  }
}
