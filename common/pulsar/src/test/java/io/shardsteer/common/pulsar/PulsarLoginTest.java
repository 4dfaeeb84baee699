package io.shardsteer.common.pulsar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PulsarLoginTest {
  private static final Map<String, String> TOKEN =
      Map.of(PulsarLogin.PLUGIN, PulsarLogin.TOKEN_PLUGIN, PulsarLogin.PARAMETERS, "token:s3cr3t");

  @Test
  void isNoneWhereNothingIsSet() {
    assertThat(PulsarLogin.from(name -> null)).isEqualTo(PulsarLogin.NONE);
  }

  @Test
  void printsNoSecret() {
    assertThat(PulsarLogin.from(TOKEN::get).toString()).doesNotContain("s3cr3t").contains("***");
  }

  @Test
  void handsItselfOnThroughTheEnvironment() {
    PulsarLogin login = new PulsarLogin("p", "token:x", "/ca.pem", false);
    assertThat(PulsarLogin.from(login.environment()::get)).isEqualTo(login);
    assertThat(PulsarLogin.NONE.environment()).isEmpty();
  }

  @Test
  void verifiesHostNamesUnlessToldNotTo() {
    assertThat(PulsarLogin.from(TOKEN::get).hostnameVerification()).isTrue();
    assertThatThrownBy(() -> PulsarLogin.from(name -> "no"))
        .hasMessageContaining("PULSAR_TLS_HOSTNAME_VERIFICATION is neither true nor false");
  }

  @Test
  void refusesParametersWithoutAPluginOrWithMoreThanOneLineAndDoesNotShowThem() {
    assertThatThrownBy(() -> new PulsarLogin("", "token:s3cr3t", "", true))
        .hasMessageContaining("PULSAR_AUTH_PLUGIN is not")
        .hasMessageNotContaining("s3cr3t");
    assertThatThrownBy(() -> new PulsarLogin("p", "token:s3cr3t\nwebServiceUrl=x", "", true))
        .hasMessageContaining("PULSAR_AUTH_PARAMS")
        .hasMessageContaining("single line")
        .hasMessageNotContaining("s3cr3t");
  }
}
