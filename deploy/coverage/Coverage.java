import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Prints the share of lines and branches that unit tests ran, by module, from JaCoCo's {@code jacoco.csv}. Run by Maven
 * as a source file.
 */
class Coverage {
  /** Columns of the file: missed and covered branches, missed and covered lines. */
  private static final int[] COLUMNS = {5, 6, 7, 8};

  private static final int BUNDLE = 0;

  public static void main(String... arguments) throws IOException {
    Path figures = Path.of(arguments[0]);
    if (!Files.exists(figures)) {
      System.out.println("[INFO] Coverage: not measured, no unit test ran");
      return;
    }
    Map<String, long[]> modules = new TreeMap<>();
    long[] all = new long[COLUMNS.length];
    for (String line : Files.readAllLines(figures).subList(1, Files.readAllLines(figures).size())) {
      String[] row = line.split(",");
      String module = row[BUNDLE].substring(row[BUNDLE].lastIndexOf('/') + 1);
      add(row, modules.computeIfAbsent(module, name -> new long[COLUMNS.length]));
      add(row, all);
    }
    System.out.println("[INFO] Coverage by unit tests            lines   branches");
    modules.forEach(Coverage::print);
    print("all modules", all);
  }

  private static void add(String[] row, long[] sums) {
    for (int i = 0; i < COLUMNS.length; i++) {
      sums[i] += Long.parseLong(row[COLUMNS[i]]);
    }
  }

  private static void print(String name, long[] sums) {
    System.out.printf("[INFO]   %-30s %6.1f %%   %6.1f %%%n", name, share(sums[2], sums[3]), share(sums[0], sums[1]));
  }

  private static double share(long missed, long covered) {
    return missed + covered == 0 ? 0 : 100.0 * covered / (missed + covered);
  }
}
