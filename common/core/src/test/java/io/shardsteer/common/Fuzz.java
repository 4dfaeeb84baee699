package io.shardsteer.common;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Hostile input in great numbers: good inputs, damaged again and again. The same seed makes the
 * same inputs, whatever the number of threads; a failure names seed and round.
 */
public final class Fuzz {
  /** How many inputs a test tries; {@code -Dshardsteer.fuzz.rounds=1000000} tries a million. */
  public static final int ROUNDS = Integer.getInteger("shardsteer.fuzz.rounds", 20_000);

  private static final int CHUNKS = 64;
  private static final int MOST_DAMAGES = 4;
  private static final long SEED = Long.getLong("shardsteer.seed", System.nanoTime());

  /** Bytes that mean something to somebody, and numbers at the edges of their types. */
  private static final List<byte[]> TELLING =
      List.of(
          text("\""),
          text("\\"),
          text("{"),
          text("}"),
          text("["),
          text("]"),
          text(":"),
          text(","),
          text("null"),
          text("true"),
          text("-1"),
          text("0"),
          text("1e999"),
          text("-0.0"),
          text("NaN"),
          text("9223372036854775807"),
          text("-9223372036854775808"),
          text("2147483648"),
          text("1e-400"),
          text("1e-99999999999"),
          text("\\u0000"),
          text("\\uD800"),
          text("\n"),
          text("&a"),
          text("*a"),
          text("<<"),
          text("- "),
          text("? "),
          text("|"),
          text("!!"),
          text("#"),
          text("%"),
          text("'"),
          text(" "),
          text("\t"),
          new byte[] {0},
          new byte[] {-1},
          new byte[] {(byte) 0xC0, (byte) 0x80},
          new byte[] {-1, -1, -1, -1},
          new byte[] {0x7F, -1, -1, -1},
          new byte[] {0, 0, 0, (byte) 0x80});

  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong taken = new AtomicLong();

  private static byte[] text(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  /** Tries inputs; what {@code trial} throws is a failure of the test. */
  public interface Trial {
    /**
     * @return whether the input was taken for a good one
     */
    boolean take(RandomGenerator random);
  }

  /** Runs all rounds on all processors. */
  public Fuzz run(Trial trial) {
    return run(ROUNDS, trial);
  }

  /** Runs so many rounds on all processors. */
  public Fuzz run(int rounds, Trial trial) {
    System.out.printf("%,d hostile inputs, seed %d%n", rounds, SEED);
    IntStream.range(0, CHUNKS).parallel().forEach(chunk -> run(trial, chunk, rounds / CHUNKS + 1));
    System.out.printf("  %,d taken, %,d refused%n", taken.get(), refused.get());
    return this;
  }

  private void run(Trial trial, int chunk, int rounds) {
    SplittableRandom random = new SplittableRandom(SEED + chunk);
    for (int i = 0; i < rounds; i++) {
      try {
        (trial.take(random) ? taken : refused).incrementAndGet();
      } catch (RuntimeException | Error e) {
        throw new AssertionError(
            "-Dshardsteer.seed=%d, chunk %d, round %d".formatted(SEED, chunk, i), e);
      }
    }
  }

  /** How many inputs were taken for good ones. */
  public long taken() {
    return taken.get();
  }

  /** How many were refused. */
  public long refused() {
    return refused.get();
  }

  /** One of the good inputs, damaged in one to four places. */
  public static byte[] damaged(List<byte[]> good, RandomGenerator random) {
    byte[] bytes = good.get(random.nextInt(good.size()));
    int damages = 1 + random.nextInt(MOST_DAMAGES);
    for (int i = 0; i < damages; i++) {
      bytes = damagedOnce(bytes, good, random);
    }
    return bytes;
  }

  private static byte[] damagedOnce(byte[] bytes, List<byte[]> good, RandomGenerator random) {
    if (bytes.length == 0) {
      return telling(random);
    }
    int at = random.nextInt(bytes.length);
    int length = Math.min(bytes.length - at, 1 + random.nextInt(16));
    return switch (random.nextInt(8)) {
      case 0 -> changed(bytes, copy -> copy[at] ^= (byte) (1 << random.nextInt(8)));
      case 1 -> changed(bytes, copy -> copy[at] = (byte) random.nextInt(256));
      case 2 -> joined(bytes, at, telling(random), at);
      case 3 -> joined(bytes, at, telling(random), Math.min(bytes.length, at + length));
      case 4 -> joined(bytes, at, new byte[0], at + length);
      case 5 -> joined(bytes, at, Arrays.copyOfRange(bytes, at, at + length), at);
      case 6 -> Arrays.copyOf(bytes, at);
      default -> {
        byte[] other = good.get(random.nextInt(good.size()));
        int from = random.nextInt(other.length);
        int to = Math.min(other.length, from + 1 + random.nextInt(64));
        yield joined(bytes, at, Arrays.copyOfRange(other, from, to), at + length);
      }
    };
  }

  private static byte[] telling(RandomGenerator random) {
    return TELLING.get(random.nextInt(TELLING.size()));
  }

  private static byte[] changed(byte[] bytes, Consumer<byte[]> change) {
    byte[] copy = bytes.clone();
    change.accept(copy);
    return copy;
  }

  /** The bytes before {@code to}, something between, and the bytes from {@code from} on. */
  private static byte[] joined(byte[] bytes, int to, byte[] between, int from) {
    byte[] joined = new byte[to + between.length + bytes.length - from];
    System.arraycopy(bytes, 0, joined, 0, to);
    System.arraycopy(between, 0, joined, to, between.length);
    System.arraycopy(bytes, from, joined, to + between.length, bytes.length - from);
    return joined;
  }
}
