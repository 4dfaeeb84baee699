package io.shardsteer.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class LocalFunctionProcessTest {
  @Test
  @EnabledOnOs(OS.LINUX)
  void tellsWhatAProcessUses() {
    FunctionProcess.Usage usage = new LocalFunctionProcess(ProcessHandle.current()).usage();

    assertThat(usage.residentBytes()).isGreaterThan(10_000_000);
    assertThat(usage.threads()).isGreaterThan(1);
    assertThat(usage.openFiles()).isGreaterThan(2);
  }

  @Test
  void readsNumbersFromTheStatusFile() {
    String status = "Name:\tjava\nVmRSS:\t  123456 kB\nThreads:\t17\n";

    assertThat(LocalFunctionProcess.number(status, "VmRSS:")).isEqualTo(123_456);
    assertThat(LocalFunctionProcess.number(status, "Threads:")).isEqualTo(17);
    assertThatThrownBy(() -> LocalFunctionProcess.number(status, "Vm:"))
        .isInstanceOf(StackException.class);
  }
}
