package io.shardsteer.common.mojo;

import hex.genmodel.ModelMojoReader;
import hex.genmodel.MojoModel;
import hex.genmodel.MojoReaderBackend;
import io.shardsteer.common.model.BadModelException;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The files of a MOJO, from which any number of model instances can be made. */
final class UnpackedMojo implements MojoReaderBackend {
  /** A MOJO has a file or two for each tree. */
  private static final int MAX_FILES = 100_000;

  private static final int MAX_RATIO = 200;

  private final Map<String, byte[]> files;

  private UnpackedMojo(Map<String, byte[]> files) {
    this.files = files;
  }

  static UnpackedMojo of(byte[] mojo, long maxBytes) {
    Map<String, byte[]> files =
        BoundedZip.unpack(mojo, "MOJO", new ZipLimits(MAX_FILES, maxBytes, MAX_RATIO));
    MojoBounds.check(files);
    return new UnpackedMojo(files);
  }

  /**
   * A new instance, for one thread at a time.
   *
   * @throws BadModelException if genmodel cannot make sense of it
   */
  MojoModel newModel() {
    try {
      return ModelMojoReader.readFrom(this);
    } catch (IOException | RuntimeException | AssertionError e) {
      throw new BadModelException("The MOJO cannot be read by H2O: " + e, e);
    }
  }

  @Override
  public BufferedReader getTextFile(String name) throws IOException {
    return new BufferedReader(
        new StringReader(new String(getBinaryFile(name), StandardCharsets.UTF_8)));
  }

  @Override
  public byte[] getBinaryFile(String name) throws IOException {
    byte[] bytes = files.get(name);
    if (bytes == null) {
      throw new FileNotFoundException("it has no file '" + name + "'");
    }
    return bytes;
  }

  @Override
  public boolean exists(String name) {
    return files.containsKey(name);
  }
}
