package io.chappe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With programs in the place of services that print what they were given, or don't. */
class CanaryTest {
  @TempDir Path folder;

  @Test
  void aServiceThatPrintsItsSecretFailsTheTestWhenItEnds() {
    ServiceProcess talkative = run("echo started; echo \"$CHAPPE_CONFIG_OVERRIDES\"");

    assertThatThrownBy(talkative::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("a secret stands in " + folder.resolve("heartbeat-service-1.log"))
        .hasMessageContaining("sasl.jaas.config");
    assertThat(talkative.isAlive()).isFalse();
  }

  @Test
  void soDoesOneThatPrintsWhatStandsInItsFile() {
    ServiceProcess talkative = run("cat \"$CHAPPE_CONFIG\"; printf '\\377\\n'");

    assertThatThrownBy(talkative::close).hasMessageContaining("token=canary-of-the-file");
  }

  @Test
  void oneThatIsSilentEndsWell() {
    ServiceProcess silent = run("echo 'us.consumer.sasl.jaas.config=(hidden)'");

    silent.close();
    assertThat(silent.output()).containsExactly("us.consumer.sasl.jaas.config=(hidden)");
  }

  private ServiceProcess run(String script) {
    try {
      Path file =
          Files.writeString(folder.resolve("chappe.properties"), "token=canary-of-the-file\n");
      ServiceProcess started =
          ServiceProcess.start(Service.HEARTBEAT, file, 1, List.of("sh", "-c", script));
      started.awaitExit(Patience.LIMIT);
      return started;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
