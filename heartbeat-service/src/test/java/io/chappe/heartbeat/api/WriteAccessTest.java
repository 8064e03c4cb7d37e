package io.chappe.heartbeat.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chappe.config.ApiSettings;
import io.chappe.config.ApiSettings.Access;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class WriteAccessTest {
  private static final String TOKEN = "0123456789abcdef";

  @TempDir Path folder;
  private Path file;
  private WriteAccess access;

  @BeforeEach
  void writeToken() throws IOException {
    file = folder.resolve("token");
    Files.writeString(file, TOKEN + "\n");
    access = access(Access.READ_WRITE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer 0123456789abcdef", "bearer 0123456789abcdef "})
  void whoShowsTheTokenMayChange(String header) {
    assertThatCode(() -> access.check(header)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "0123456789abcdef",
        "Basic 0123456789abcdef",
        "Bearer 0123456789abcde",
        "Bearer 0123456789abcdef0",
        "Bearer 0123456789ABCDEF"
      })
  void nobodyElseMay(String header) {
    assertThat(refusal(header).status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"OFF", "READ_ONLY"})
  void withTheTokenNeitherWhereChangesAreOff(Access off) {
    access = access(off);
    assertThat(refusal("Bearer " + TOKEN))
        .satisfies(problem -> assertThat(problem.status()).isEqualTo(403))
        .satisfies(problem -> assertThat(problem.detail()).contains("api.access=read-write"));
  }

  @Test
  void aTokenThatIsReplacedIsTheOneThatCountsFromThenOn() throws IOException {
    Files.writeString(file, "another one, long enough");
    assertThat(refusal("Bearer " + TOKEN).status()).isEqualTo(401);
    assertThatCode(() -> access.check("Bearer another one, long enough"))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short"})
  void aFileWithoutAUsableTokenLetsNobodyIn(String content) throws IOException {
    Files.writeString(file, content);
    assertThat(refusal("Bearer " + content).status()).isEqualTo(503);
  }

  @Test
  void aMissingFileLetsNobodyInAndTheProblemNamesNoSecret() throws IOException {
    Files.delete(file);
    assertThat(refusal("Bearer ").status()).isEqualTo(503);
    assertThat(refusal("Bearer " + TOKEN).detail())
        .contains("api.token.file")
        .doesNotContain(TOKEN);
  }

  private WriteAccess access(Access which) {
    return new WriteAccess(() -> new ApiSettings(which, Optional.of(file), false, List.of()));
  }

  private Problem refusal(String header) {
    return catchThrowableOfType(ProblemException.class, () -> access.check(header)).problem();
  }
}
