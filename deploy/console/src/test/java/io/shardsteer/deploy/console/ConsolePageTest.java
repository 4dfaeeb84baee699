package io.shardsteer.deploy.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.shardsteer.common.message.CommandAnswer;
import io.shardsteer.common.message.ControllerCommand;
import io.shardsteer.common.message.ControllerCommand.Approve;
import io.shardsteer.common.message.ControllerCommand.Pause;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The page in a real browser, on the messages of a steered stream; left out, with its reason, where
 * Chromium is not installed. With {@code -Dshardsteer.screenshots=FOLDER} its pictures go there.
 */
class ConsolePageTest {
  /** Reports after which the past of a pipeline takes as much room as that of a year. */
  private static final int LONG_PAST = Frames.MOST;

  private static final List<ControllerCommand> SENT = new CopyOnWriteArrayList<>();

  @TempDir private static Path profile;

  private static Chromium browser;
  private static ConsoleServer server;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Optional<Path> program = Chromium.find();
    assumeTrue(program.isPresent(), "Chromium is not installed: apt-get install chromium");
    long now = System.currentTimeMillis();
    Map<String, ConsolePipeline> pipelines = new LinkedHashMap<>();
    add(pipelines, new SteeredStream("bikes", 8, now - 300 * 5_000L, 1).run(300).withEverything());
    add(pipelines, new SteeredStream("wide", 1024, now - LONG_PAST * 5_000L, 3).run(LONG_PAST));
    server =
        ConsoleServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Access.open(),
            Optional.empty(),
            pipelines,
            (config, predicate) -> List.of("2 of 8 shards can hold it: 3, 4", predicate),
            new EchoedConfigurations(),
            Clock.systemUTC());
    browser = Chromium.start(program.get(), profile);
  }

  private static void add(Map<String, ConsolePipeline> pipelines, SteeredStream stream) {
    var pipeline = new ConsolePipeline(stream.history(), ConsolePageTest::answer);
    pipelines.put(pipeline.name(), pipeline);
  }

  private static Optional<CommandAnswer> answer(ControllerCommand command) {
    SENT.add(command);
    return Optional.of(new CommandAnswer(command.origin().id(), true, "Done."));
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (browser != null) {
      browser.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private static void open(String pipeline) {
    browser.open("http://127.0.0.1:%d/#/%s".formatted(server.port(), pipeline));
  }

  private static void picture(String name) throws IOException {
    String folder = System.getProperty("shardsteer.screenshots", "");
    if (!folder.isEmpty()) {
      Files.createDirectories(Path.of(folder));
      Files.write(Path.of(folder, name + ".png"), browser.screenshot());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', 1280, 520, false, overview",
    "'', 400, 900, false, overview-phone",
    "bikes, 1280, 2480, false, pipeline",
    "bikes, 1280, 1700, true, pipeline-dark",
    "bikes, 400, 1500, true, pipeline-phone",
    "wide, 1280, 2000, false, many-shards"
  })
  void fitsTheWindow(String pipeline, int width, int height, boolean dark, String name)
      throws IOException {
    browser.window(width, height, dark);
    open(pipeline);
    picture(name);
    assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
        .as("width of the page in a window of %d", width)
        .isLessThanOrEqualTo(width);
    String background =
        browser.evaluate("getComputedStyle(document.body).backgroundColor").asText();
    assertThat(background).isEqualTo(dark ? "rgb(14, 17, 24)" : "rgb(245, 246, 250)");
  }

  @Test
  void showsEveryViewOfAPipeline() {
    browser.window(1280, 900, false);
    open("bikes");
    JsonNode titles =
        browser.evaluate("[...document.querySelectorAll('.grid h2')].map(it => it.textContent)");
    assertThat(titles)
        .extracting(JsonNode::asText)
        .containsExactly(
            "Size of each shard",
            "Rate of each shard",
            "Imbalance over time",
            "Shards read per query",
            "Shard sizes over time",
            "Routers",
            "The order",
            "Map",
            "Reads",
            "Ask",
            "Rejected records",
            "Decisions");
    assertThat(
            browser.evaluate("document.querySelectorAll('.plot canvas, .plot svg').length").asInt())
        .isGreaterThanOrEqualTo(7);
    assertThat(browser.evaluate("document.querySelectorAll('details').length").asInt())
        .isGreaterThan(10);
  }

  /** How long it takes is printed: it depends on the machine. */
  @Test
  void paintsManyShardsOfALongPast() {
    browser.window(1280, 900, false);
    // Another query makes it another document, which is loaded and painted from the start.
    browser.open("http://127.0.0.1:%d/?past#/wide".formatted(server.port()));
    double paint =
        browser
            .evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
            .asDouble();
    System.out.printf("First paint of 1,024 shards, %d frames: %.0f ms%n", LONG_PAST, paint);
    assertThat(paint).isPositive();
    assertThat(browser.evaluate("document.querySelectorAll('.plot canvas').length").asInt())
        .isGreaterThanOrEqualTo(5);
  }

  @Test
  void whatRecordsHoldStaysText() {
    open("bikes");
    assertThat(browser.evaluate("document.title").asText()).isEqualTo("shardsteer console");
    assertThat(browser.evaluate("document.querySelectorAll('main img').length").asInt()).isZero();
    assertThat(browser.evaluate("document.body.innerText").asText())
        .contains("<img src=x", "Key 'customer <img", "copying, 4,500 of 9,000 copied");
  }

  @Test
  void approvesAndPausesWithWhoAndWhy() {
    browser.window(1280, 900, false);
    open("bikes");
    command("Approve", "better reads");
    assertThat(SENT)
        .last()
        .isInstanceOfSatisfying(
            Approve.class,
            approve -> {
              assertThat(approve.candidate()).isEqualTo("c1");
              assertThat(approve.origin().who()).isEqualTo("ann");
              assertThat(approve.origin().reason()).isEqualTo("better reads");
            });
    command("Pause", "release day");
    assertThat(SENT).last().isInstanceOf(Pause.class);
  }

  private static void command(String button, String reason) {
    int before = SENT.size();
    browser.click(button);
    browser.await("document.querySelector('dialog[open]')");
    browser.evaluate("document.getElementById('who').value = 'ann'");
    browser.evaluate("document.getElementById('reason').value = '%s'".formatted(reason));
    browser.click(button);
    browser.await("!document.querySelector('dialog[open]')");
    assertThat(SENT).hasSize(before + 1);
  }

  @Test
  void answersAQuestion() {
    open("bikes");
    browser.evaluate("document.getElementById('question').value = 'lat in 1..2'");
    browser.click("Explain");
    browser.await(
        "document.querySelector('pre:not([hidden])').textContent.includes('lat in 1..2')");
  }
}
