package io.chappe.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.list;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.chappe.config.ConfigurationException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServiceArgumentsTest {

  @Test
  void takesTheFileFromTheSetting() {
    assertThat(ServiceArguments.parse(List.of(), Optional.of("/etc/chappe.properties")))
        .isEqualTo(new ServiceArguments(Path.of("/etc/chappe.properties"), Set.of()));
  }

  @Test
  void prefersTheFileOnTheCommandLine() {
    assertThat(ServiceArguments.parse(List.of("here.properties"), Optional.of("there")).file())
        .isEqualTo(Path.of("here.properties"));
  }

  @Test
  void readsTheClustersAsMm2Does() {
    assertThat(
            ServiceArguments.parse(
                List.of("mm2.properties", "--clusters", "us", "eu"), Optional.empty()))
        .isEqualTo(new ServiceArguments(Path.of("mm2.properties"), Set.of("us", "eu")));
  }

  @Test
  void listsEveryProblemAtOnce() {
    assertThatThrownBy(
            () -> ServiceArguments.parse(List.of("--verbose", "--clusters"), Optional.of(" ")))
        .asInstanceOf(type(ConfigurationException.class))
        .extracting(ConfigurationException::problems, list(String.class))
        .satisfiesExactlyInAnyOrder(
            problem -> assertThat(problem).contains("--verbose"),
            problem -> assertThat(problem).contains("--clusters must be followed"),
            problem -> assertThat(problem).contains("CHAPPE_CONFIG"));
  }
}
