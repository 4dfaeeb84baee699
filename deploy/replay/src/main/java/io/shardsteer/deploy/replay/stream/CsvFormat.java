package io.shardsteer.deploy.replay.stream;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * How a CSV file is written, told by its beginning: its encoding, and what separates its cells.
 * Spreadsheets write semicolons, tabs and UTF-16 in many countries, and a first line {@code sep=;}.
 *
 * @param charset UTF-8; UTF-16 behind a byte order mark; else Latin-1 as Windows writes it
 * @param separator comma, semicolon, tab or bar
 */
record CsvFormat(Charset charset, char separator) {
  private static final int LOOKED_AT = 1 << 16;
  private static final String SEPARATORS = ",;\t|";
  private static final String DECLARED = "sep=";
  private static final Charset WINDOWS = Charset.forName("windows-1252");

  /** Opens a reader behind the byte order mark and the line that declares a separator. */
  static CsvReader open(InputStream plain, BadRows badRows) throws IOException {
    BufferedInputStream in = new BufferedInputStream(plain, LOOKED_AT);
    in.mark(LOOKED_AT);
    byte[] head = in.readNBytes(LOOKED_AT - 1);
    in.reset();
    Charset charset = charset(head);
    Reader reader = new BufferedReader(new InputStreamReader(in, charset), LOOKED_AT);
    reader.mark(1);
    if (reader.read() != '\uFEFF') {
      reader.reset();
    }
    String text = new String(head, charset);
    String first = firstLine(text.startsWith("\uFEFF") ? text.substring(1) : text);
    boolean declared =
        first.length() == DECLARED.length() + 1
            && first.startsWith(DECLARED)
            && !first.endsWith("\"");
    char separator = declared ? first.charAt(DECLARED.length()) : mostFrequent(first);
    if (declared) {
      skipLine(reader);
    }
    CsvFormat format = new CsvFormat(charset, separator);
    if (!format.equals(new CsvFormat(StandardCharsets.UTF_8, ','))) {
      badRows.remark(format.inWords());
    }
    return new CsvReader(reader, separator);
  }

  private static Charset charset(byte[] head) {
    if (head.length >= 2 && head[0] == (byte) 0xff && head[1] == (byte) 0xfe) {
      return StandardCharsets.UTF_16LE;
    }
    if (head.length >= 2 && head[0] == (byte) 0xfe && head[1] == (byte) 0xff) {
      return StandardCharsets.UTF_16BE;
    }
    CharsetDecoder strict = StandardCharsets.UTF_8.newDecoder();
    // The end of the input is not said, so that a character may be cut off there.
    boolean utf8 =
        !strict.decode(ByteBuffer.wrap(head), CharBuffer.allocate(head.length), false).isError();
    return utf8 ? StandardCharsets.UTF_8 : WINDOWS;
  }

  private static String firstLine(String text) {
    return text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
  }

  /** Of separators that are as frequent the first one; what stands in quotes does not count. */
  private static char mostFrequent(String line) {
    int[] counts = new int[SEPARATORS.length()];
    boolean quoted = false;
    for (int at = 0; at < line.length(); at++) {
      char c = line.charAt(at);
      quoted ^= c == '"';
      int which = quoted ? -1 : SEPARATORS.indexOf(c);
      if (which >= 0) {
        counts[which]++;
      }
    }
    int best = 0;
    for (int i = 1; i < counts.length; i++) {
      best = counts[i] > counts[best] ? i : best;
    }
    return SEPARATORS.charAt(best);
  }

  private static void skipLine(Reader reader) throws IOException {
    int c = reader.read();
    while (c >= 0 && c != '\n' && c != '\r') {
      c = reader.read();
    }
  }

  private String inWords() {
    List<String> words = new ArrayList<>();
    if (!charset.equals(StandardCharsets.UTF_8)) {
      words.add("is read as " + charset.displayName());
    }
    if (separator != ',') {
      words.add(
          "has its cells separated by "
              + (separator == '\t' ? "tabs" : "'%c'".formatted(separator)));
    }
    return "The file " + String.join(" and ", words) + ".";
  }
}
