package io.shardsteer.deploy.cli.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ModelPackagesTest {
  @Test
  void readsTheModelsVersionFromThePackagesName() {
    assertThat(ModelPackages.version("function://public/default/bikes-model@v12-bikes-12-1796"))
        .isEqualTo(12);
  }

  // A name that says nothing is never older than a table's model, and so never pruned.
  @Test
  void takesAnyOtherNameForTheNewest() {
    assertThat(ModelPackages.version("function://public/default/bikes-model@latest"))
        .isEqualTo(Integer.MAX_VALUE);
    assertThat(ModelPackages.version("function://public/default/bikes-model@v99999999999"))
        .isEqualTo(Integer.MAX_VALUE);
  }
}
