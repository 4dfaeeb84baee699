package io.shardsteer.deploy.cli;

import com.datastax.oss.driver.api.core.DriverException;
import io.shardsteer.common.cassandra.CassandraFailures;
import io.shardsteer.common.config.InvalidConfigurationException;
import io.shardsteer.common.message.BadMessageException;
import io.shardsteer.common.pulsar.OperationException;
import io.shardsteer.common.pulsar.PulsarFailures;
import io.shardsteer.common.pulsar.UnreadableTopicException;
import io.shardsteer.common.store.LayoutMismatchException;
import io.shardsteer.deploy.cli.options.ExitCodes;
import io.shardsteer.deploy.cli.options.MisuseException;
import io.shardsteer.deploy.reader.ShardReadException;
import io.shardsteer.deploy.stack.StackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.api.PulsarClientException;

/**
 * What people are told of a command that failed by something that they can act on.
 *
 * @param text the fact on the first line, the remedy on the next
 * @param exitCode one of {@link ExitCodes}
 */
record Explanation(String text, int exitCode) {
  private static final String ELSEWHERE =
      "Name a file or folder that you may read and write; SHARDSTEER_STATE and SHARDSTEER_CACHE"
          + " name those of steer itself.";

  /** Empty for a bug, which keeps its stack trace. */
  static Optional<Explanation> of(Throwable failure) {
    Throwable cause = unwrapped(failure);
    if (cause instanceof InvalidConfigurationException) {
      return Optional.of(new Explanation(String.valueOf(cause.getMessage()), ExitCodes.MISUSED));
    }
    if (cause instanceof MisuseException) {
      return Optional.of(new Explanation("steer: " + cause.getMessage(), ExitCodes.MISUSED));
    }
    return said(cause).map(text -> new Explanation("steer: " + text, ExitCodes.FAILED));
  }

  private static Throwable unwrapped(Throwable failure) {
    boolean wraps =
        failure instanceof ExecutionException
            || failure instanceof CompletionException
            || failure instanceof UncheckedIOException;
    return wraps && failure.getCause() != null ? unwrapped(failure.getCause()) : failure;
  }

  private static Optional<String> said(Throwable failure) {
    if (failure instanceof OperationException
        || failure instanceof StackException
        || failure instanceof UnreadableTopicException
        || failure instanceof BadMessageException
        || failure instanceof LayoutMismatchException
        || failure instanceof IllegalArgumentException) {
      return Optional.of(String.valueOf(failure.getMessage()));
    }
    if (failure instanceof ShardReadException) {
      String remedy = CassandraFailures.remedy(failure, "");
      return Optional.of((failure.getMessage() + "\n" + remedy).strip());
    }
    if (failure instanceof DriverException) {
      return Optional.of(
          "Cassandra: " + CassandraFailures.told(failure, "Is the pipeline deployed there?"));
    }
    if (failure instanceof PulsarClientException || failure instanceof PulsarAdminException) {
      return Optional.of(
          "Pulsar: "
              + PulsarFailures.told(
                  failure, "Is the pipeline deployed there? `steer deploy FILE`"));
    }
    return failure instanceof IOException io ? Optional.of(said(io)) : Optional.empty();
  }

  private static String said(IOException failure) {
    String reason = String.valueOf(failure.getMessage());
    if (failure instanceof NoSuchFileException missing) {
      return missing.getFile() + " is not there.";
    }
    if (failure instanceof AccessDeniedException denied) {
      return denied.getFile() + " cannot be opened: permission denied\n" + ELSEWHERE;
    }
    if (reason.contains("Read-only file system")) {
      return reason + "\n" + ELSEWHERE;
    }
    if (reason.contains("No space left on device") || reason.contains("Disk quota exceeded")) {
      return reason + "\nFree space on that disk (df -h), then run the command again.";
    }
    String kind =
        failure.getClass() == IOException.class || failure instanceof FileSystemException
            ? ""
            : failure.getClass().getSimpleName();
    return (kind.isEmpty() ? "" : kind + ": ") + reason;
  }
}
