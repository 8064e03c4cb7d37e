package io.chappe.naming;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Finds which of many patterns matches a name. Most lists are of names written out, in which a dot
 * stands for any character: these are looked up, so that ten thousand of them cost as little as
 * one. What else there is, is tried in turn.
 */
final class PatternIndex {
  /** Layouts of dots among names of one length, beyond which these are looked at otherwise. */
  private static final int MOST_SHAPES = 50;

  private final List<NamePattern> patterns;
  private final Map<Integer, List<Shape>> shapes = new HashMap<>();
  private final Map<Integer, NameColumns> columns = new HashMap<>();
  private final List<Integer> expressions = new ArrayList<>();

  /**
   * Names of one length with dots for any character at the same places.
   *
   * @param wild those places
   * @param numbers number of the first pattern by its text, with dots at those places
   */
  private record Shape(List<Integer> wild, Map<String, Integer> numbers) {
    Integer numberOf(String name) {
      StringBuilder masked = new StringBuilder(name);
      wild.forEach(place -> masked.setCharAt(place, '.'));
      return numbers.get(masked.toString());
    }
  }

  /** A name as a pattern. */
  private record Written(String text, List<Integer> wild) {}

  PatternIndex(List<Pattern> patterns) {
    this.patterns = patterns.stream().map(NamePattern::of).toList();
    Map<List<Integer>, Map<Integer, Shape>> known = new HashMap<>();
    for (int number = 0; number < patterns.size(); number++) {
      Written written = writtenOut(patterns.get(number));
      if (written == null) {
        expressions.add(number);
        continue;
      }
      int length = written.text.length();
      known
          .computeIfAbsent(written.wild, places -> new HashMap<>())
          .computeIfAbsent(length, any -> newShape(length, written.wild))
          .numbers
          .putIfAbsent(written.text, number);
    }
    shapes.forEach(
        (length, layouts) -> {
          if (layouts.size() > MOST_SHAPES) {
            columns.put(length, columns(length, layouts));
          }
        });
    shapes.keySet().removeAll(columns.keySet());
  }

  private static NameColumns columns(int length, List<Shape> layouts) {
    NameColumns.Builder builder = new NameColumns.Builder(length);
    for (Shape shape : layouts) {
      shape.numbers.forEach((text, number) -> builder.add(number, text, shape.wild));
    }
    return builder.build();
  }

  /** How many look-ups a name of some length takes, beside the expressions. */
  int lookups(int length) {
    return columns.containsKey(length) ? length : shapes.getOrDefault(length, List.of()).size();
  }

  private Shape newShape(int length, List<Integer> wild) {
    Shape shape = new Shape(wild, new HashMap<>());
    shapes.computeIfAbsent(length, any -> new ArrayList<>()).add(shape);
    return shape;
  }

  /** The number of the first pattern that matches the whole of {@code name}; empty if none does. */
  OptionalInt firstMatch(String name) {
    if (!isPrintable(name)) {
      return firstOf(allNumbers(), name, Integer.MAX_VALUE);
    }
    int first = Integer.MAX_VALUE;
    NameColumns many = columns.get(name.length());
    if (many != null) {
      first = many.first(name);
    }
    for (Shape shape : shapes.getOrDefault(name.length(), List.of())) {
      Integer number = shape.numberOf(name);
      first = number == null ? first : Math.min(first, number);
    }
    return firstOf(expressions, name, first);
  }

  /** The replacement for {@code name}, by the pattern of that number; empty if it doesn't match. */
  Optional<String> replaced(int number, String name, String replacement) {
    return patterns.get(number).replaced(name, replacement);
  }

  private OptionalInt firstOf(List<Integer> numbers, String name, int known) {
    for (int number : numbers) {
      if (number > known) {
        break;
      }
      if (patterns.get(number).matches(name)) {
        return OptionalInt.of(number);
      }
    }
    return known == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(known);
  }

  private List<Integer> allNumbers() {
    return IntStream.range(0, patterns.size()).boxed().toList();
  }

  /** In a pattern, a dot stands for neither the end of a line nor half a character. */
  private static boolean isPrintable(String name) {
    return name.chars().allMatch(each -> each >= ' ' && each <= '~');
  }

  /** Whether an expression is no more than a name. */
  static boolean isWrittenOut(Pattern pattern) {
    return writtenOut(pattern) != null;
  }

  /** Null for an expression that is more than a name. */
  private static Written writtenOut(Pattern pattern) {
    String expression = pattern.flags() == 0 ? pattern.pattern() : "?";
    StringBuilder text = new StringBuilder();
    List<Integer> wild = new ArrayList<>();
    int at = 0;
    while (at < expression.length()) {
      if (expression.startsWith("\\.", at) || expression.startsWith("[.]", at)) {
        at += expression.charAt(at) == '[' ? 2 : 1;
        text.append('.');
      } else if (expression.charAt(at) == '.') {
        wild.add(text.length());
        text.append('.');
      } else if (isOrdinary(expression.charAt(at))) {
        text.append(expression.charAt(at));
      } else {
        return null;
      }
      at++;
    }
    return new Written(text.toString(), List.copyOf(wild));
  }

  private static boolean isOrdinary(char each) {
    return each >= 'a' && each <= 'z'
        || each >= 'A' && each <= 'Z'
        || each >= '0' && each <= '9'
        || each == '_'
        || each == '-';
  }
}
