package io.chappe.config.live;

import io.chappe.config.OneLine;
import io.chappe.config.keys.ChappeKeys;
import io.chappe.config.keys.KeyType;
import io.chappe.config.keys.Secrets;
import io.chappe.naming.NamePattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Limits for values that come while the services run, so that none of them can keep a service busy:
 * how long they are, how many names a list has, and what its expressions cost for each name. Values
 * of the file have no such limits.
 */
final class RunTimeValues {
  private static final int LONGEST = 8_192;
  private static final int LONGEST_EXPRESSION = 1_000;
  private static final int MOST_NAMES = 20_000;
  private static final int MOST_EXPRESSIONS = 100;
  private static final int MOST_STEPS = 10_000;
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]+");
  private static final Pattern OF_PREDICATE =
      Pattern.compile("(?:.*\\.)?predicates\\..+\\.pattern");

  private RunTimeValues() {}

  /**
   * Why a value isn't taken, to follow its key; empty if it is within the limits. Whether it makes
   * sense beyond that, isn't looked at.
   *
   * @param line the key with its prefixes
   */
  static Optional<String> refusal(String line, String value) {
    if (!OneLine.isPlain(value)) {
      return Optional.of("must be without line breaks and other characters that can't be seen");
    } else if (isOf(line, KeyType.PATTERNS)) {
      return expressions(value, ",", false);
    } else if (isOf(line, KeyType.RENAMES)) {
      return expressions(value, ";", true);
    } else if (OF_PREDICATE.matcher(line).matches()) {
      return refusal(List.of(value));
    }
    return tooLong(value, LONGEST);
  }

  private static boolean isOf(String line, KeyType<?> type) {
    return ChappeKeys.ALL.stream()
        .filter(key -> key.type() == type)
        .anyMatch(key -> line.equals(key.name()) || line.endsWith("." + key.name()));
  }

  private static Optional<String> tooLong(String value, int longest) {
    return value.length() <= longest
        ? Optional.empty()
        : Optional.of(
            "%d characters are too many: write at most %d".formatted(value.length(), longest));
  }

  private static Optional<String> expressions(String value, String separator, boolean renames) {
    String[] items = value.split(separator);
    if (items.length > MOST_NAMES) {
      return Optional.of(
          "%d are too many: write at most %d names, or an expression for many of them"
              .formatted(items.length, MOST_NAMES));
    }
    Optional<String> tooLong =
        Arrays.stream(items)
            .flatMap(item -> tooLong(item, LONGEST_EXPRESSION).stream())
            .findFirst();
    if (tooLong.isPresent()) {
      return tooLong;
    }
    List<String> expressions = new ArrayList<>();
    for (String item : items) {
      int arrow = renames ? item.indexOf("->") : -1;
      String expression = (arrow < 0 ? item : item.substring(0, arrow)).strip();
      if (!NAME.matcher(expression.replace("\\.", ".").replace("[.]", ".")).matches()) {
        expressions.add(expression);
      }
    }
    return refusal(expressions);
  }

  private static Optional<String> refusal(List<String> expressions) {
    if (expressions.size() > MOST_EXPRESSIONS) {
      return Optional.of(
          "%d expressions are too many: write at most %d that are more than a name"
              .formatted(expressions.size(), MOST_EXPRESSIONS));
    }
    int steps = 0;
    for (String expression : expressions) {
      Optional<String> tooLong = tooLong(expression, LONGEST_EXPRESSION);
      Optional<NamePattern> pattern = tooLong.isEmpty() ? pattern(expression) : Optional.empty();
      steps += pattern.map(NamePattern::size).orElse(0);
      if (tooLong.isPresent()) {
        return tooLong;
      } else if (pattern.isPresent() && !pattern.get().isFast()) {
        return Optional.of(
            "%s is an expression that only the file may have: write it without looking ahead or behind, references back, possessive repetition and repetition of more than 1000"
                .formatted(Secrets.shown("", expression)));
      } else if (steps > MOST_STEPS) {
        return Optional.of("its expressions cost too much: write fewer, or lower repetitions");
      }
    }
    return Optional.empty();
  }

  /** Empty if it is none: that is found, and told, like in the file. */
  private static Optional<NamePattern> pattern(String expression) {
    try {
      return Optional.of(NamePattern.of(Pattern.compile(expression)));
    } catch (PatternSyntaxException e) {
      return Optional.empty();
    }
  }
}
