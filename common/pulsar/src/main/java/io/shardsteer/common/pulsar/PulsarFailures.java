package io.shardsteer.common.pulsar;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.api.PulsarClientException;

/** What people are told about a failure of Pulsar: the fact in a line, and what to do about it. */
public final class PulsarFailures {
  /** What is left of a failed handshake after the client has tried again and again. */
  private static final String BROKEN_OFF = "Connection already closed";

  private static final int UNAUTHENTICATED = 401;
  private static final int UNAUTHORIZED = 403;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int UNAVAILABLE = 503;

  /** Names of classes before a message, as exceptions get them that wrap others. */
  private static final Pattern WRAPPERS =
      Pattern.compile("(?:(?:[a-z]\\w*\\.){2,}[A-Z][\\w$]*: )+");

  /** The message within what a broker answers. */
  private static final Pattern ANSWER =
      Pattern.compile("\\{\"errorMsg\":\"((?:[^\"\\\\]|\\\\.)*)\"[^}]*}");

  private static final Pattern SYSTEM_CALL =
      Pattern.compile("\\w+\\(\\.\\.\\) failed(?: with error\\(-?\\d+\\))?: ");

  private static final Pattern ADDRESS = Pattern.compile("(?<![\\w.:/])/(?=[\\d\\[])");

  private record Kind(Predicate<Throwable> isOne, String remedy) {}

  /** The first that any cause of a failure is of tells the remedy. */
  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              PulsarFailures::isNotAllowed,
              "Log in as somebody who may (%s), or grant the rights: see deploy/SECURITY.md."
                  .formatted(PulsarLogin.PARAMETERS)),
          new Kind(
              it ->
                  it instanceof PulsarClientException.AuthenticationException
                      || isAnswer(it, UNAUTHENTICATED),
              "Set %s and %s to a login that Pulsar knows."
                  .formatted(PulsarLogin.PLUGIN, PulsarLogin.PARAMETERS)),
          new Kind(
              it ->
                  it instanceof GeneralSecurityException
                      || it instanceof SSLException
                      || says(it, BROKEN_OFF),
              "Over TLS: set %s to the certificate of the authority that signed Pulsar's, and use the host name that the certificate is for."
                  .formatted(PulsarLogin.TRUSTED_CERTIFICATES)),
          new Kind(
              it -> it instanceof UnknownHostException,
              "Correct the host in Pulsar's URLs (--service-url, --admin-url), or have this machine"
                  + " resolve it."),
          new Kind(
              it ->
                  it instanceof ConnectException
                      || it instanceof PulsarClientException.ConnectException,
              "Start Pulsar there, or correct its URLs (--service-url, --admin-url)."),
          new Kind(
              it -> says(it, "Adjusted frame length exceeds") || says(it, "invalid version format"),
              "That port speaks another protocol: --service-url is like pulsar://host:6650,"
                  + " --admin-url like http://host:8080."),
          new Kind(
              it ->
                  it instanceof PulsarClientException.NotSupportedException
                      || it instanceof PulsarClientException.FeatureNotSupportedException
                      || isAnswer(it, METHOD_NOT_ALLOWED),
              "This Pulsar is of a version that cannot do that; which ones can, says"
                  + " deploy/RELEASE.md."),
          new Kind(
              it ->
                  it instanceof PulsarClientException.ProducerBlockedQuotaExceededException
                      || it instanceof PulsarClientException.ProducerBlockedQuotaExceededError,
              "The topic's backlog quota is used up: let its consumers catch up, or raise it"
                  + " (pulsar-admin namespaces set-backlog-quota)."),
          new Kind(
              it ->
                  says(it, "Not enough non-faulty bookies")
                      || says(it, "NotEnoughBookies")
                      || says(it, "No space left on device"),
              "Pulsar's bookies take no writes, most often because a disk is full: free space there"
                  + " (df -h), then run it again."),
          new Kind(
              it ->
                  it instanceof PulsarClientException.ServiceNotReadyException
                      || isAnswer(it, UNAVAILABLE),
              "Pulsar, or its functions worker, is still starting: run it again in a minute."),
          new Kind(
              it ->
                  it instanceof TimeoutException
                      || it instanceof PulsarClientException.TimeoutException
                      || it instanceof PulsarAdminException.TimeoutException,
              "Pulsar is there but does not answer in time: look whether it is overloaded, and"
                  + " whether a firewall drops what is sent to the broker that a topic belongs"
                  + " to."));

  private PulsarFailures() {}

  /** Why it failed, in a line, without names of classes. */
  public static String reason(Throwable failure) {
    String said =
        failure instanceof PulsarAdminException answer && answer.getHttpError() != null
            ? answer.getHttpError()
            : failure.getMessage();
    if (said == null || said.isBlank()) {
      return failure.getCause() == null
          ? failure.getClass().getSimpleName()
          : reason(failure.getCause());
    }
    Matcher answer = ANSWER.matcher(said);
    if (answer.find()) {
      said = answer.group(1);
    }
    said = WRAPPERS.matcher(said).replaceAll("");
    said = SYSTEM_CALL.matcher(said).replaceAll("");
    return ADDRESS.matcher(said).replaceAll("").strip();
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
    for (Kind kind : KINDS) {
      for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
        if (kind.isOne().test(cause)) {
          return kind.remedy();
        }
      }
    }
    return otherwise;
  }

  /** The function worker answers 401 also to those whom it knows and who may not. */
  private static boolean isNotAllowed(Throwable failure) {
    return failure instanceof PulsarClientException.AuthorizationException
        || isAnswer(failure, UNAUTHORIZED)
        || (isAnswer(failure, UNAUTHENTICATED) && says(failure, "not authorized"));
  }

  private static boolean isAnswer(Throwable failure, int status) {
    return failure instanceof PulsarAdminException answer && answer.getStatusCode() == status;
  }

  private static boolean says(Throwable failure, String words) {
    return failure.getMessage() != null && failure.getMessage().contains(words);
  }
}
