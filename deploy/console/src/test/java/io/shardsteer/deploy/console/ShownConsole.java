package io.shardsteer.deploy.console;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A console on synthetic streams, for looking at the page without servers: {@code PORT}. */
final class ShownConsole {
  private ShownConsole() {}

  public static void main(String[] arguments) throws Exception {
    long now = System.currentTimeMillis();
    Map<String, ConsolePipeline> pipelines = new LinkedHashMap<>();
    add(pipelines, new SteeredStream("bikes", 8, now - 300 * 5_000L, 1).run(300).withEverything());
    add(pipelines, new SteeredStream("retail", 32, now - 120 * 5_000L, 2).run(120));
    add(pipelines, new SteeredStream("wide", 1024, now - 60 * 5_000L, 3).run(60));
    ConsoleServer.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])),
        Access.open(),
        Optional.empty(),
        pipelines,
        (config, predicate) ->
            List.of(
                "2 of 8 shards can hold it: 3, 4", "6 shards are ruled out by lat in 37.7..37.8"),
        new EchoedConfigurations(),
        Clock.systemUTC());
    Thread.currentThread().join();
  }

  static void add(Map<String, ConsolePipeline> pipelines, SteeredStream stream) {
    var pipeline = new ConsolePipeline(stream.history(), command -> Optional.empty());
    pipelines.put(pipeline.name(), pipeline);
  }
}
