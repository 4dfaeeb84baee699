package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.deploy.stack.FunctionProcess;
import io.shardsteer.deploy.stack.FunctionProcess.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Half an hour under load, with moving hot spots and retrainings: heap, threads and open files of
 * both functions stay flat. {@code -Dshardsteer.soak.minutes} makes it shorter or longer.
 */
@OnServers
@Tag("soak")
@Tag("processes")
final class SoakIT {
  private static final int MINUTES = Integer.getInteger("shardsteer.soak.minutes", 30);
  private static final int SAMPLES_PER_MINUTE = 2;
  private static final int WARM_UP_SAMPLES = 4;

  /** Growth from the first third of the samples to the last one that is noise. */
  private static final double HEAP_ALLOWANCE = 0.15;

  private static final long HEAP_ALLOWANCE_KILOBYTES = 8_192;
  private static final int THREAD_ALLOWANCE = 4;
  private static final int FILE_ALLOWANCE = 8;
  private static final Pattern USED = Pattern.compile("total \\d+K, used (\\d+)K");

  @AutoClose private Drill drill;

  /**
   * What a process used at a moment.
   *
   * @param heapKilobytes what lived on its heap right after a full collection
   */
  private record Sample(long heapKilobytes, Usage usage) {}

  @BeforeAll
  void deploy(Servers servers) throws Exception {
    PipelineFile often =
        PipelineFile.named("soak")
            .with("retraining_interval: 1 hour", "retraining_interval: 2 minutes");
    drill = Drill.begin(Pipeline.deploy(servers, often, 1), 1);
  }

  @Test
  void staysAsItIsUnderLoad() throws Exception {
    Pipeline pipeline = drill.pipeline();
    Map<String, List<Sample>> samples = new TreeMap<>();
    try (NumberedPublisher publisher =
        pipeline.publish(Places.FOUR_TOWNS, Drill.PER_SECOND, 0.01)) {
      int count = MINUTES * SAMPLES_PER_MINUTE + WARM_UP_SAMPLES;
      for (int i = 0; i < count; i++) {
        publisher.moveTo(i / 8 % 2 == 0 ? Places.FOUR_TOWNS : Places.ONE_TOWN);
        publisher.awaitMore(60L / SAMPLES_PER_MINUTE * Drill.PER_SECOND);
        if (i >= WARM_UP_SAMPLES) {
          take("router", pipeline.routers().get(0), samples);
          take("metrics", pipeline.controllers().get(0), samples);
        }
      }
    }
    Account account = pipeline.account();
    List<String> grown = new ArrayList<>();
    samples.forEach((name, taken) -> grown.addAll(verdict(name, taken)));
    System.out.println(
        grown.isEmpty() ? "PASSED: flat over %d minutes.".formatted(MINUTES) : "FAILED: " + grown);
    account.mustBeBalanced();
    assertThat(grown).as("what grew").isEmpty();
  }

  private static void take(String name, FunctionProcess process, Map<String, List<Sample>> samples)
      throws IOException {
    var sample = new Sample(heapAfterCollection(process.pid()), process.usage());
    System.out.printf("%s %s%n", name, sample);
    samples.computeIfAbsent(name, unknown -> new ArrayList<>()).add(sample);
  }

  private static long heapAfterCollection(long pid) throws IOException {
    jcmd(pid, "GC.run");
    Matcher used = USED.matcher(jcmd(pid, "GC.heap_info"));
    if (!used.find()) {
      throw new IOException("jcmd tells no used heap of process " + pid);
    }
    return Long.parseLong(used.group(1));
  }

  private static String jcmd(long pid, String command) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                command)
            .redirectErrorStream(true)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** What grew beyond noise, from the median of the first third to that of the last one. */
  private static List<String> verdict(String name, List<Sample> samples) {
    int third = Math.max(1, samples.size() / 3);
    List<Sample> first = samples.subList(0, third);
    List<Sample> last = samples.subList(samples.size() - third, samples.size());
    List<String> grown = new ArrayList<>();
    long heapBefore = median(first.stream().map(Sample::heapKilobytes).toList());
    long heapAfter = median(last.stream().map(Sample::heapKilobytes).toList());
    long threadsBefore = median(first.stream().map(it -> (long) it.usage().threads()).toList());
    long threadsAfter = median(last.stream().map(it -> (long) it.usage().threads()).toList());
    long filesBefore = median(first.stream().map(it -> (long) it.usage().openFiles()).toList());
    long filesAfter = median(last.stream().map(it -> (long) it.usage().openFiles()).toList());
    String line =
        String.format(
            Locale.ROOT,
            "| %s | %,d | %,d | %d | %d | %d | %d |%n",
            name,
            heapBefore,
            heapAfter,
            threadsBefore,
            threadsAfter,
            filesBefore,
            filesAfter);
    System.out.print(
        "| process | heap at first, KB | heap at last, KB | threads | at last | files | at last |\n"
            + line);
    append(line);
    if (heapAfter > heapBefore * (1 + HEAP_ALLOWANCE) + HEAP_ALLOWANCE_KILOBYTES) {
      grown.add("%s: heap from %,d to %,d KB".formatted(name, heapBefore, heapAfter));
    }
    if (threadsAfter > threadsBefore + THREAD_ALLOWANCE) {
      grown.add("%s: threads from %d to %d".formatted(name, threadsBefore, threadsAfter));
    }
    if (filesAfter > filesBefore + FILE_ALLOWANCE) {
      grown.add("%s: open files from %d to %d".formatted(name, filesBefore, filesAfter));
    }
    return grown;
  }

  private static void append(String line) {
    try {
      Files.writeString(
          Path.of("target", "soak.md"),
          line,
          java.nio.file.StandardOpenOption.CREATE,
          java.nio.file.StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static long median(List<Long> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }
}
