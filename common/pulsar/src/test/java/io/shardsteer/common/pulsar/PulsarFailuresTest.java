package io.shardsteer.common.pulsar;

import static org.apache.pulsar.client.api.PulsarClientException.FailedFeatureCheck.SupportsGetPartitionedMetadataWithoutAutoCreation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.api.PulsarClientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PulsarFailuresTest {
  static Stream<Arguments> kinds() {
    return Stream.of(
        arguments(answer(401, "Authentication required"), "a login that Pulsar knows"),
        arguments(answer(401, "Client is not authorized to perform operation"), "grant the rights"),
        arguments(answer(403, "Unauthorized to validate"), "grant the rights"),
        arguments(
            new PulsarClientException.AuthorizationException("no consume"), "grant the rights"),
        arguments(
            new PulsarClientException.AuthenticationException("no token"),
            "a login that Pulsar knows"),
        arguments(
            new PulsarClientException(new ConnectException("Connection refused: /127.0.0.1:1")),
            "Start Pulsar there"),
        arguments(
            new PulsarClientException(new UnknownHostException("nowhere")), "Correct the host"),
        arguments(
            new PulsarClientException.FeatureNotSupportedException(
                "no", SupportsGetPartitionedMetadataWithoutAutoCreation),
            "deploy/RELEASE.md"),
        arguments(answer(405, "Method Not Allowed"), "deploy/RELEASE.md"),
        arguments(
            new PulsarClientException("Adjusted frame length exceeds 5253120: 1213486160"),
            "speaks another protocol"),
        arguments(
            new PulsarClientException.ProducerBlockedQuotaExceededException("Cannot create"),
            "backlog quota"),
        arguments(
            new PulsarClientException.BrokerPersistenceException(
                "Not enough non-faulty bookies available"),
            "a disk is full"),
        arguments(
            new PulsarClientException.ServiceNotReadyException("Namespace is being unloaded"),
            "still starting"),
        arguments(
            answer(503, "Function worker service is not done initializing."), "still starting"),
        arguments(
            new PulsarClientException.TimeoutException("Lookup request timed out"),
            "does not answer in time"),
        arguments(new IllegalStateException("full"), "else"));
  }

  private static PulsarAdminException answer(int status, String says) {
    return new PulsarAdminException(says, new IllegalStateException(), says, status);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void tellsWhatToDoAboutEachKind(Throwable failure, String remedy) {
    assertThat(PulsarFailures.remedy(failure, "else")).contains(remedy);
    assertThat(PulsarFailures.remedy(new CompletionException(failure), "else")).contains(remedy);
  }

  @Test
  void tellsTheFactWithoutNamesOfClasses() {
    var refused =
        new PulsarClientException(
            new ExecutionException(
                new PulsarClientException(
                    new CompletionException(
                        new ConnectException(
                            "finishConnect(..) failed with error(-111): Connection refused:"
                                + " /127.0.0.1:1")))));
    assertThat(PulsarFailures.reason(refused)).isEqualTo("Connection refused: 127.0.0.1:1");
    assertThat(
            PulsarFailures.reason(
                new PulsarClientException.NotFoundException(
                    "{\"errorMsg\":\"Topic a not"
                        + " found\",\"reqId\":7,\"remote\":\"h/1.2.3.4:6650\"}")))
        .isEqualTo("Topic a not found");
    assertThat(
            PulsarFailures.reason(
                new PulsarClientException(
                    "io.netty.resolver.dns.DefaultDnsCache$2: Failed at b.c.d: e")))
        .isEqualTo("Failed at b.c.d: e");
    assertThat(PulsarFailures.reason(answer(409, "Subscription has consumers")))
        .isEqualTo("Subscription has consumers");
    assertThat(PulsarFailures.reason(new IllegalStateException()))
        .isEqualTo("IllegalStateException");
  }
}
