package io.chappe.naming;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternIndexTest {
  private static final List<String> PIECES =
      List.of("a", "b", ".", "\\.", "[.]", ".*", "-", "(a|b)", "_", "a?");
  private static final List<String> TEXTS = List.of("a", "b", ".", "-", "_", "x", "\n", "é", "😀");

  /** The patterns one after the other are what the index must be as good as. */
  private static OptionalInt tried(List<Pattern> patterns, String name) {
    return IntStream.range(0, patterns.size())
        .filter(number -> patterns.get(number).matcher(name).matches())
        .findFirst();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void findsWhatTryingEachPatternFinds(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 400; round++) {
      List<Pattern> patterns =
          Stream.generate(() -> Pattern.compile(some(PIECES, random))).limit(12).toList();
      PatternIndex index = new PatternIndex(patterns);
      for (int each = 0; each < 25; each++) {
        String name = some(TEXTS, random);
        assertThat(index.firstMatch(name))
            .as("%s in %s", name, patterns)
            .isEqualTo(tried(patterns, name));
      }
    }
  }

  private static String some(List<String> pieces, Random random) {
    return Stream.generate(() -> pieces.get(random.nextInt(pieces.size())))
        .limit(random.nextInt(4))
        .reduce("", String::concat);
  }

  @Test
  void aPatternThatIgnoresCaseIsNoNameWrittenOut() {
    PatternIndex index =
        new PatternIndex(List.of(Pattern.compile("orders", Pattern.CASE_INSENSITIVE)));

    assertThat(index.firstMatch("ORDERS")).hasValue(0);
  }

  @Test
  void whereTheDotsStandInManyNamesOfOneLengthCostsNothing() {
    List<Pattern> patterns =
        IntStream.range(0, 1 << 12)
            .mapToObj(bits -> name(bits, 12) + (bits % 3 == 0 ? "x" : "y"))
            .map(Pattern::compile)
            .toList();
    PatternIndex index = new PatternIndex(patterns);

    assertThat(index.lookups(13)).isLessThanOrEqualTo(50);
    for (String name :
        List.of("aaaaaaaaaaaax", "aaaaaaaaaaaay", "bbaaaaaaaaaby", "aaaaaaaaaaaaz")) {
      assertThat(index.firstMatch(name)).as(name).isEqualTo(tried(patterns, name));
    }
  }

  private static String name(int bits, int length) {
    StringBuilder name = new StringBuilder("a".repeat(length));
    IntStream.range(0, length)
        .filter(place -> (bits >> place & 1) == 1)
        .forEach(place -> name.setCharAt(place, '.'));
    return name.toString();
  }
}
