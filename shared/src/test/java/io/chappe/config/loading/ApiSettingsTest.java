package io.chappe.config.loading;

import static io.chappe.config.loading.ConfigFixture.lines;
import static io.chappe.config.loading.ConfigFixture.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.ApiSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApiSettingsTest {

  @Test
  void withoutASettingItIsThereToLookAtAndForThisMachineOnly() {
    assertThat(read())
        .isEqualTo(
            new ApiSettings(
                ApiSettings.Access.READ_ONLY,
                ApiSettings.Look.ANYONE,
                Optional.empty(),
                false,
                List.of()));
  }

  @Test
  void readsAccessTokenFileAndWhetherOtherMachinesMayLook() {
    assertThat(
            read(
                "api.access=read-write",
                "api.look=token",
                "api.token.file=/run/token",
                "api.remote.enabled=true",
                "api.hosts=Chappe.example, 10.1.2.3"))
        .isEqualTo(
            new ApiSettings(
                ApiSettings.Access.READ_WRITE,
                ApiSettings.Look.TOKEN,
                Optional.of(Path.of("/run/token")),
                true,
                List.of("chappe.example", "10.1.2.3")));
  }

  @Test
  void nothingCanBeChangedWithoutAToken() {
    assertThat(problemsOf("api.access=read-write"))
        .singleElement()
        .asString()
        .contains("api.access=read-write: needs api.token.file");
  }

  @Test
  void noTokenCanBeAskedForWhereThereIsNone() {
    assertThat(problemsOf("api.look=token"))
        .singleElement()
        .asString()
        .contains("api.look=token: needs api.token.file");
    assertThat(problemsOf("api.look=everybody"))
        .singleElement()
        .asString()
        .contains("api.look=everybody: must be anyone or token");
  }

  @Test
  void anotherWordForTheAccessIsRefused() {
    assertThat(problemsOf("api.access=everything"))
        .singleElement()
        .asString()
        .contains("api.access=everything: must be off, read-only or read-write");
  }

  private static ApiSettings read(String... lines) {
    return ConfigLoader.parse(lines(lines), Map.of(), Set.of()).api();
  }
}
