package io.chappe.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamePatternTest {
  private static final String FORTY = "a".repeat(40);

  private static NamePattern of(String expression) {
    return NamePattern.of(Pattern.compile(expression));
  }

  @ParameterizedTest
  @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  @ValueSource(
      strings = {
        "(.*a){25}b",
        "(a*)*b",
        "(a|aa)+b",
        "a(x?|y?){40}z",
        "a(x?|y?)(x?|y?)(x?|y?)(x?|y?)(x?|y?)(x?|y?)(x?|y?)(x?|y?)(x?|y?)(x?|y?)(x?|y?)(x?|y?)(x?|y?)z",
        ".*.*.*.*.*.*.*.*.*.*b"
      })
  void expressionsThatJavaTriesForEverComeToAnEnd(String expression) {
    assertThat(of(expression).isFast()).isTrue();
    assertThat(of(expression).isTooSlow()).isFalse();
    assertThat(of(expression).matches(FORTY)).isFalse();
    assertThat(of(expression).matches("a".repeat(249))).isFalse();
  }

  @ParameterizedTest
  @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  @ValueSource(strings = {"(?=a)(.*a){25}b", "(a*)*\\1b"})
  void whatOnlyJavaHasIsLimitedInItsSteps(String expression) {
    NamePattern pattern = of(expression);

    assertThat(pattern.isFast()).isFalse();
    assertThat(pattern.isTooSlow()).isTrue();
    assertThatThrownBy(() -> pattern.matches(FORTY))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(expression)
        .hasMessageContaining("too many steps");
  }

  @Test
  void expressionsOfMirrorMakersFilesKeepTheirMeaning() {
    assertThat(of("(?!internal-).*").matches("orders")).isTrue();
    assertThat(of("(?!internal-).*").matches("internal-orders")).isFalse();
    assertThat(of("(?!internal-).*").isTooSlow()).isFalse();
    assertThat(of("[a-z&&[^o]]+").matches("orders")).isFalse();
    assertThat(of("(orders|news)\\.(?<year>\\d{4})").matches("news.2026")).isTrue();
  }

  @Test
  @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aShortExpressionThatIsHugeWrittenOutIsNotGivenToRe2() {
    assertThat(of("((((x?){1000}){1000}){1000}){1000}").isFast()).isFalse();
    assertThat(of("(\\p{L}{20}[]{5]{30}){10}").isFast()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"(a|^){2}", "((a|\\b)-?){2}", "(b.*\\p{L}*|\\b){2}"})
  void whatIsAssertedRepeatedlyIsJavas(String expression) {
    assertThat(of(expression).isFast()).isFalse();
    assertThat(of(expression).matches("a")).isEqualTo("a".matches(expression));
  }

  @Test
  void whatIsAssertedOnceIsFast() {
    assertThat(of("^(a|b)*[^-](orders|news){1,2}$").isFast()).isTrue();
  }

  @Property(tries = 20_000)
  void bothEnginesAgree(@ForAll("expressions") String expression, @ForAll("names") String name) {
    Pattern java = Pattern.compile(expression);
    assertThat(NamePattern.of(java).matches(name)).isEqualTo(java.matcher(name).matches());
  }

  /** But for groups that are repeated, of which each engine may remember another round. */
  @Property(tries = 20_000)
  void bothEnginesReplaceTheSame(
      @ForAll("renamed") String expression, @ForAll("names") String name) {
    Pattern java = Pattern.compile("(" + expression + ")(-?)(.*)");
    String replacement = "x.$3\\$$12-$1";
    Matcher matcher = java.matcher(name);
    Optional<String> expected = Optional.empty();
    if (matcher.matches()) {
      StringBuilder replaced = new StringBuilder();
      matcher.appendReplacement(replaced, replacement);
      expected = Optional.of(replaced.toString());
    }
    assertThat(NamePattern.of(java).replaced(name, replacement)).isEqualTo(expected);
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings().withChars("ab.-1").ofMaxLength(8);
  }

  @Provide
  Arbitrary<String> expressions() {
    return expressions(Arbitraries.of("", "*", "?", "{2}", "+"));
  }

  @Provide
  Arbitrary<String> renamed() {
    return expressions(Arbitraries.of(""));
  }

  private static Arbitrary<String> expressions(Arbitrary<String> repetitionsOfGroups) {
    Arbitrary<String> atom =
        Arbitraries.of(
            "a",
            "b",
            ".",
            "\\.",
            "[.]",
            "[ab]",
            "[^a]",
            "\\d",
            "\\w",
            "-",
            "[\\d.]",
            "\\p{L}",
            "^",
            "$",
            "\\b",
            "",
            "(?:a|b-)",
            "[a-b&&[^b]]");
    Arbitrary<String> repeated =
        Combinators.combine(atom, Arbitraries.of("", "", "*", "+", "?", "{2}", "{1,3}", "*?", "++"))
            .as((text, times) -> text.isEmpty() || "^$\\b".contains(text) ? text : text + times);
    Arbitrary<String> sequence = repeated.list().ofMaxSize(4).map(parts -> String.join("", parts));
    Arbitrary<String> group =
        Combinators.combine(sequence, sequence, repetitionsOfGroups)
            .as((one, other, times) -> "(" + one + "|" + other + ")" + times);
    return Combinators.combine(sequence, group, sequence).as((a, b, c) -> a + b + c);
  }
}
