package io.chappe.heartbeat.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chappe.config.ApiSettings;
import io.chappe.config.ApiSettings.Access;
import io.chappe.config.ApiSettings.Look;
import io.chappe.heartbeat.api.problem.Problem;
import io.chappe.heartbeat.api.problem.ProblemException;
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

class TokenAccessTest {
  private static final String TOKEN = "0123456789abcdef";

  @TempDir Path folder;
  private Path file;
  private TokenAccess access;
  private Look look = Look.ANYONE;

  @BeforeEach
  void writeToken() throws IOException {
    file = folder.resolve("token");
    Files.writeString(file, TOKEN + "\n");
    access = access(Access.READ_WRITE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer 0123456789abcdef", "bearer 0123456789abcdef "})
  void whoShowsTheTokenMayChange(String header) {
    assertThatCode(() -> access.checkChange(header)).doesNotThrowAnyException();
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
    Files.writeString(file, "another-one-long-enough");
    assertThat(refusal("Bearer " + TOKEN).status()).isEqualTo(401);
    assertThatCode(() -> access.checkChange("Bearer another-one-long-enough"))
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

  @Test
  void theCallerIsKnownByTheNameOfTheToken() throws IOException {
    assertThat(access.checkChange("Bearer " + TOKEN)).isEqualTo("operator");
    Files.writeString(file, "bob look bobs-long-token-1\nann change anns-long-token-1\n");
    assertThat(access.checkChange("Bearer anns-long-token-1")).isEqualTo("ann");
  }

  @Test
  void whoMayLookMayNotChange() throws IOException {
    Files.writeString(file, "bob look bobs-long-token-1\nann change anns-long-token-1\n");
    assertThat(refusal("Bearer bobs-long-token-1"))
        .satisfies(problem -> assertThat(problem.status()).isEqualTo(403))
        .satisfies(problem -> assertThat(problem.detail()).contains("token of bob"));
  }

  @Test
  void lookingTakesATokenOfEitherRoleIfItTakesOne() throws IOException {
    Files.writeString(file, "bob look bobs-long-token-1\nann change anns-long-token-1\n");
    assertThatCode(() -> access.checkLook(null)).doesNotThrowAnyException();
    look = Look.TOKEN;
    for (Access each : new Access[] {Access.READ_ONLY, Access.READ_WRITE}) {
      access = access(each);
      assertThatCode(() -> access.checkLook("Bearer bobs-long-token-1")).doesNotThrowAnyException();
      assertThatCode(() -> access.checkLook("Bearer anns-long-token-1")).doesNotThrowAnyException();
      for (String header : new String[] {null, "", "Bearer ", "Bearer cats-long-token-1"}) {
        assertThat(
                catchThrowableOfType(ProblemException.class, () -> access.checkLook(header))
                    .problem()
                    .status())
            .isEqualTo(401);
      }
    }
  }

  @Test
  void aFileWithABadLineLetsNobodyInAndTellsTheLineButNoToken() throws IOException {
    Files.writeString(file, "ann change anns-long-token-1\nbob gawk bobs-long-token-1\n");
    assertThat(refusal("Bearer anns-long-token-1"))
        .satisfies(problem -> assertThat(problem.status()).isEqualTo(503))
        .satisfies(
            problem -> assertThat(problem.detail()).contains("line 2").doesNotContain("bob"));
  }

  private TokenAccess access(Access which) {
    return new TokenAccess(() -> new ApiSettings(which, look, Optional.of(file), false, List.of()));
  }

  private Problem refusal(String header) {
    return catchThrowableOfType(ProblemException.class, () -> access.checkChange(header)).problem();
  }
}
