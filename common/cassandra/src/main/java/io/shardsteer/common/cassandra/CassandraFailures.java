package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.NoNodeAvailableException;
import com.datastax.oss.driver.api.core.UnsupportedProtocolVersionException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.connection.ConnectionInitException;
import com.datastax.oss.driver.api.core.servererrors.BootstrappingException;
import com.datastax.oss.driver.api.core.servererrors.OverloadedException;
import com.datastax.oss.driver.api.core.servererrors.ReadTimeoutException;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import com.datastax.oss.driver.api.core.servererrors.UnavailableException;
import com.datastax.oss.driver.api.core.servererrors.WriteTimeoutException;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * What people are told about a failure of Cassandra: the fact in a line, and what to do about it.
 */
public final class CassandraFailures {
  private static final String SET_TLS =
      "Set storage.tls of the pipeline file as the servers have it: enabled or not, and with the"
          + " certificates of their authority.";

  private record Kind(Predicate<Throwable> isOne, String remedy) {}

  /** The first that any cause of a failure is of tells the remedy. */
  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              it -> it instanceof AuthenticationException,
              "Set %s and %s to a role of Cassandra and its password."
                  .formatted(CassandraCredentials.USERNAME, CassandraCredentials.PASSWORD)),
          new Kind(
              it -> it instanceof UnauthorizedException,
              "Log in as a role that may (%s), or grant it the rights: see deploy/SECURITY.md."
                  .formatted(CassandraCredentials.USERNAME)),
          new Kind(
              it ->
                  says(it, "No space left on device")
                      || says(it, "FSWriteError")
                      || says(it, "disk usage exceeds"),
              "A disk of Cassandra is full: free space there or add a node (df -h, nodetool"
                  + " status), then run it again."),
          new Kind(
              it -> it instanceof UnsupportedProtocolVersionException,
              "This Cassandra is too old, or that port is none of CQL's; which versions work, says"
                  + " deploy/RELEASE.md."),
          new Kind(
              it -> it instanceof UnknownHostException || it instanceof UnresolvedAddressException,
              "Correct the host among the contact points, or have this machine resolve it."),
          new Kind(
              it -> it instanceof UnavailableException,
              "Start the nodes that are down (nodetool status), or lower storage.consistency."),
          new Kind(
              it -> it instanceof NoNodeAvailableException,
              "No node of the local data centre is up: start one, or correct --datacenter to the"
                  + " name that `nodetool status` shows."),
          new Kind(
              it ->
                  it instanceof WriteTimeoutException
                      || it instanceof ReadTimeoutException
                      || it instanceof OverloadedException
                      || it instanceof BootstrappingException,
              "Cassandra is there but too slow: look at its load, its log and `nodetool tpstats`,"
                  + " then run it again."));

  private CassandraFailures() {}

  /** Why it failed, in a line, from the first node that was asked. */
  public static String reason(Throwable failure) {
    Throwable first = failures(failure).findFirst().orElse(failure);
    return cause(first, ConnectException.class)
        .map(Throwable::getMessage)
        .or(
            () ->
                cause(first, ClosedChannelException.class)
                    .map(closed -> "The connection was refused, or closed at once."))
        .orElseGet(() -> String.valueOf(first.getMessage()));
  }

  /** The {@linkplain #reason reason}, and on the next line the {@linkplain #remedy remedy}. */
  public static String told(Throwable failure, String otherwise) {
    return reason(failure) + "\n" + remedy(failure, otherwise);
  }

  /**
   * What to do about a failure of a kind that is known.
   *
   * @param otherwise what to do about any other
   */
  public static String remedy(Throwable failure, String otherwise) {
    List<Throwable> failures = failures(failure).toList();
    for (Kind kind : KINDS) {
      if (failures.stream().anyMatch(it -> isCausedBy(it, kind.isOne()))) {
        return kind.remedy();
      }
    }
    if (failures.stream().anyMatch(CassandraFailures::isAboutEncryption)) {
      // Who hears nothing may have asked nobody, or somebody who expects an encrypted question.
      boolean silent =
          failures.stream()
              .anyMatch(it -> isCausedBy(it, ClosedChannelException.class::isInstance));
      return silent ? otherwise + "\n" + SET_TLS : SET_TLS;
    }
    return otherwise;
  }

  /** Encrypted answers make no sense to who does not expect them, and cause whatever they may. */
  private static boolean isAboutEncryption(Throwable failure) {
    return isCausedBy(failure, it -> it instanceof SSLException || it instanceof EOFException)
        || (isCausedBy(failure, ConnectionInitException.class::isInstance)
            && !isCausedBy(failure, DriverTimeoutException.class::isInstance));
  }

  private static Stream<Throwable> failures(Throwable failure) {
    return failure instanceof AllNodesFailedException all && !all.getAllErrors().isEmpty()
        ? all.getAllErrors().values().stream().flatMap(List::stream)
        : Stream.of(failure);
  }

  private static boolean isCausedBy(Throwable failure, Predicate<Throwable> kind) {
    return causes(failure).anyMatch(kind);
  }

  private static Optional<Throwable> cause(Throwable failure, Class<? extends Throwable> kind) {
    return causes(failure).filter(kind::isInstance).findFirst();
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
  }

  private static boolean says(Throwable failure, String words) {
    return failure.getMessage() != null && failure.getMessage().contains(words);
  }
}
