package io.shardsteer.deploy.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.shardsteer.deploy.replay.stream.BadRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreesTest {
  @TempDir Path folder;

  private List<String> records(String name, String content) throws IOException {
    Path file = Files.writeString(folder.resolve(name), content);
    List<String> records = new ArrayList<>();
    try (FileTrees trees = FileTrees.open(file, new BadRows(), true)) {
      for (JsonNode record = trees.next(); record != null; record = trees.next()) {
        records.add(record.toString());
      }
    }
    return records;
  }

  @Test
  void linesOfJsonKeepEveryDigit() throws IOException {
    assertThat(records("a.jsonl", "{\"a\":0.10}\n{\"a\":9007199254740993}\n"))
        .containsExactly("{\"a\":0.10}", "{\"a\":9007199254740993}");
  }

  @Test
  void leavesOutNumbersThatNobodyCanReadAndGoesOn() throws IOException {
    assertThat(
            records(
                "a.jsonl", "{\"a\":1}\n{\"a\":1e99999999999}\n{\"a\":1e-99999999999}\n{\"a\":2}\n"))
        .contains("{\"a\":1}", "{\"a\":2}");
  }

  @Test
  void cellsOfCsvAreNumbersWhereJsonHasThem() throws IOException {
    assertThat(records("a.csv", "a,b\n1.50,02139\n1e99999999999,\n"))
        .containsExactly("{\"a\":1.50,\"b\":\"02139\"}", "{\"a\":\"1e99999999999\"}");
  }
}
