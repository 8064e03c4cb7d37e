package io.chappe.naming;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;

/**
 * A regular expression for whole names that comes to an end. Java's own engine may try more ways
 * through a name than anybody can wait for, and nothing interrupts it. So an expression is left to
 * it only if it is simple; others are matched in linear time by RE2. What RE2 doesn't have, such as
 * looking ahead, is matched by Java's engine within a limit of steps. Immutable.
 */
public final class NamePattern {
  /** Some tenths of a second on a slow machine. */
  private static final int MOST_STEPS = 2_000_000;

  private static final int MOST_TRIED = 20;
  private static final int TRIED_LENGTH = 40;

  /** Of an expression that is given to RE2. */
  private static final int LARGEST = 10_000;

  /** With two of them, the steps grow with the square of a name's length, which is short. */
  private static final int MOST_QUANTIFIERS = 2;

  /** What both engines take and read differently. */
  private static final Pattern READ_DIFFERENTLY =
      Pattern.compile("\\[[^]]*(?:\\[|&&)|\\\\[QEvZGXRhHVN]|\\(\\?[a-zA-Z-]*[Uudx]");

  /**
   * An assertion within a group that is repeated: Java doesn't go back to try another alternative
   * where one has matched nothing, so {@code (a|^){2}} matches {@code a} for RE2 only.
   */
  private static final Pattern ASSERTS_REPEATEDLY =
      Pattern.compile("\\(.*(?:(?<!\\[)\\^|\\$|\\\\[bB]).*\\)[*+?{]", Pattern.DOTALL);

  private final Pattern pattern;
  private final boolean simple;
  private final Optional<com.google.re2j.Pattern> linear;

  private NamePattern(Pattern pattern) {
    this.pattern = pattern;
    this.simple = isSimple(pattern);
    this.linear = simple ? Optional.empty() : linear(pattern);
  }

  /** The same expression in a form that comes to an end. */
  public static NamePattern of(Pattern pattern) {
    return new NamePattern(pattern);
  }

  private static boolean isSimple(Pattern pattern) {
    String text = pattern.pattern();
    return pattern.flags() == 0
        && text.chars().noneMatch(each -> each == '(' || each == '{')
        && text.chars().filter(each -> each == '*' || each == '+' || each == '?').count()
            <= MOST_QUANTIFIERS;
  }

  private static Optional<com.google.re2j.Pattern> linear(Pattern pattern) {
    if (pattern.flags() != 0
        || READ_DIFFERENTLY.matcher(pattern.pattern()).find()
        || ASSERTS_REPEATEDLY.matcher(pattern.pattern()).find()
        || ExpandedSize.exceeds(pattern.pattern(), LARGEST)) {
      return Optional.empty();
    }
    try {
      return Optional.of(com.google.re2j.Pattern.compile(pattern.pattern()));
    } catch (com.google.re2j.PatternSyntaxException e) {
      return Optional.empty();
    }
  }

  /** Whether no name needs more than a few steps for each of its characters. */
  public boolean isFast() {
    return simple || linear.isPresent();
  }

  /**
   * Whether names are found, out of those that the expression is about, with which it takes more
   * steps than there may be.
   */
  public boolean isTooSlow() {
    try {
      pattern
          .pattern()
          .chars()
          .filter(Character::isLetterOrDigit)
          .distinct()
          .limit(MOST_TRIED)
          .forEach(each -> matches(Character.toString(each).repeat(TRIED_LENGTH)));
      return false;
    } catch (ConfigException e) {
      return true;
    }
  }

  /** What a match costs: steps for a character at most. */
  public int size() {
    return linear.map(com.google.re2j.Pattern::programSize).orElse(pattern.pattern().length());
  }

  /**
   * Whether the whole of {@code name} matches.
   *
   * @throws ConfigException if that can't be told with a reasonable number of steps
   */
  public boolean matches(String name) {
    return linear.map(each -> each.matches(name)).orElseGet(() -> matcher(name).isPresent());
  }

  /**
   * Whether a name that begins like this may match. Also true where that can't be told with a
   * reasonable number of steps.
   */
  public boolean mayBegin(String beginning) {
    Matcher matcher = pattern.matcher(new Counted(beginning, new int[1], pattern));
    try {
      return matcher.matches() || matcher.hitEnd();
    } catch (ConfigException | StackOverflowError e) {
      return true;
    }
  }

  /**
   * The replacement, with {@code $1} for what the first group matched, if the whole of {@code name}
   * matches.
   *
   * @throws ConfigException if that can't be told with a reasonable number of steps
   */
  Optional<String> replaced(String name, String replacement) {
    StringBuilder replaced = new StringBuilder();
    if (linear.isEmpty()) {
      return matcher(name)
          .map(matcher -> matcher.appendReplacement(replaced, replacement))
          .map(matcher -> replaced.toString());
    }
    com.google.re2j.Matcher matcher = linear.get().matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    matcher.appendReplacement(replaced, replacement);
    return Optional.of(replaced.toString());
  }

  private Optional<Matcher> matcher(String name) {
    Matcher matcher = pattern.matcher(simple ? name : new Counted(name, new int[1], pattern));
    try {
      return matcher.matches() ? Optional.of(matcher) : Optional.empty();
    } catch (StackOverflowError e) {
      throw tooSlow(pattern);
    }
  }

  private static ConfigException tooSlow(Pattern pattern) {
    return new ConfigException(
        "the expression %s needs too many steps: write it without nested or many repetitions"
            .formatted(pattern));
  }

  @Override
  public String toString() {
    return pattern.toString();
  }

  /**
   * A name that may be looked at so many times only.
   *
   * @param steps how often that was, in its only element
   */
  private record Counted(CharSequence name, int[] steps, Pattern pattern) implements CharSequence {
    @Override
    public int length() {
      return name.length();
    }

    @Override
    public char charAt(int index) {
      if (++steps[0] > MOST_STEPS) {
        throw tooSlow(pattern);
      }
      return name.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Counted(name.subSequence(start, end), steps, pattern);
    }

    @Override
    public String toString() {
      return name.toString();
    }
  }
}
