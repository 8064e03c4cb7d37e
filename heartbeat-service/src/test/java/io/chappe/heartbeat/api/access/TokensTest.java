package io.chappe.heartbeat.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.heartbeat.api.access.Tokens.Caller;
import io.chappe.heartbeat.api.access.Tokens.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
  private static final String SOME =
      """
      # who may what

      ann\tchange   0123456789abcdef
        bob look 0123456789abcdeg\r
      # eve change 0123456789abcdeh
      """;

  @Test
  void eachTokenHasANameAndARole() {
    Tokens tokens = Tokens.read(SOME);

    assertThat(tokens.problems()).isEmpty();
    assertThat(tokens.caller("0123456789abcdef")).contains(new Caller("ann", Role.CHANGE));
    assertThat(tokens.caller("0123456789abcdeg")).contains(new Caller("bob", Role.LOOK));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0123456789abcdeh", "0123456789abcde", "ann", "ann change 0123456789abcdef"})
  void nothingElseIsAToken(String other) {
    assertThat(Tokens.read(SOME).caller(other)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0123456789abcdef",
        "0123456789abcdef\n",
        "\uFEFF0123456789abcdef\r\n",
        "# the only one\n\n0123456789abcdef\n"
      })
  void aTokenAndNothingElseIsTheOperators(String content) {
    assertThat(Tokens.read(content).caller("0123456789abcdef"))
        .contains(new Caller("operator", Role.CHANGE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ann change                         | line 2: write <name> <role> <token>
          ann change canary-0123456789 # hers | line 2: write <name> <role> <token>
          canary-0123456789                  | line 2: write <name> <role> <token>
          an/n change canary-0123456789      | line 2: a name has letters
          topic change canary-0123456789     | line 2: this name stands for changes
          ann write canary-0123456789        | line 2: the role, its second word, must be look or change
          canary-012345678 change ann        | line 2: the token has fewer than 16 characters
          ann Change canary-0123456789       | line 2: the role
          ann change canary-01234            | line 2: the token has fewer than 16 characters
          ann change canary-0123456789é      | line 2: the token has other characters
          joe change canary-0123456789       | line 2: has the name of line 1
          ann look canary-of-joe-1234567     | line 2: has the token of line 1
          """)
  void aBadLineIsNamedByItsNumberAndNoTokenCounts(String line, String problem) {
    Tokens tokens = Tokens.read("joe look canary-of-joe-1234567\n" + line);

    assertThat(tokens.problems()).singleElement().asString().startsWith(problem);
    assertThat(tokens.caller("canary-of-joe-1234567")).isEmpty();
    assertThat(tokens.toString()).doesNotContain("canary");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n \n", "# 0123456789abcdef", "#0123456789abcdef"})
  void aFileWithoutATokenIsBad(String content) {
    assertThat(Tokens.read(content).problems()).containsExactly("there is no token");
  }
}
