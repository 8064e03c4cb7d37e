package io.chappe.config.keys;

import io.chappe.config.ApiSettings;
import io.chappe.config.SourceLoss;
import io.chappe.config.StartPosition;
import io.chappe.naming.RenameRule;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * What the value of a key may be.
 *
 * @param name short name for the reference
 * @param expected what would be right, to end the sentence "must be ..."
 * @param parser makes the value of its text, or throws {@link ConfigException}
 */
public record KeyType<T>(String name, String expected, Function<String, T> parser) {
  private static final long LONGEST_SECONDS = Duration.ofDays(365).toSeconds();

  public static final KeyType<Boolean> FLAG =
      new KeyType<>(
          "boolean", "true or false", text -> (Boolean) parse(text, ConfigDef.Type.BOOLEAN));

  public static final KeyType<Duration> SECONDS =
      new KeyType<>(
          "seconds",
          "a whole number of seconds from 1 to " + LONGEST_SECONDS,
          text ->
              Duration.ofSeconds(
                  inRange((Long) parse(text, ConfigDef.Type.LONG), 1, LONGEST_SECONDS)));

  public static final KeyType<Short> FACTOR =
      new KeyType<>(
          "replication factor",
          "-1 for the broker's default.replication.factor, or a whole number from 1 to 32767",
          text -> {
            short factor = (Short) parse(text, ConfigDef.Type.SHORT);
            return factor == -1 ? factor : (short) inRange(factor, 1, Short.MAX_VALUE);
          });

  public static final KeyType<List<Pattern>> PATTERNS =
      new KeyType<>(
          "list of patterns",
          "a list of names or regular expressions with commas between them (so none may contain a"
              + " comma)",
          text -> names(text).stream().map(KeyType::pattern).toList());

  public static final KeyType<List<RenameRule>> RENAMES =
      new KeyType<>(
          "list of renames",
          "<regular expression> -> <replacement> rules with ';' between them",
          KeyType::renames);

  /** Checked here, and read by {@link StartPosition#parse} once the consumer's setting is known. */
  public static final KeyType<String> START =
      new KeyType<>(
          "start",
          "earliest, latest, consumer, by_duration: with an ISO-8601 duration, or a time such as"
              + " 2026-01-31T00:00:00Z",
          text -> {
            try {
              if (!text.equals("consumer")) {
                StartPosition.parse(text);
              }
              return text;
            } catch (IllegalArgumentException e) {
              throw new ConfigException(e.getMessage());
            }
          });

  public static final KeyType<Long> BUFFER =
      new KeyType<>(
          "bytes",
          "a whole number of bytes from 1048576 to 4294967296",
          text -> inRange((Long) parse(text, ConfigDef.Type.LONG), 1L << 20, 1L << 32));

  public static final KeyType<SourceLoss> SOURCE_LOSS =
      new KeyType<>(
          "choice",
          "continue or halt",
          text ->
              switch (text) {
                case "continue" -> SourceLoss.CONTINUE;
                case "halt" -> SourceLoss.HALT;
                default -> throw new ConfigException("isn't known");
              });

  public static final KeyType<ApiSettings.Access> API_ACCESS =
      new KeyType<>(
          "choice",
          "off, read-only or read-write",
          text ->
              switch (text) {
                case "off" -> ApiSettings.Access.OFF;
                case "read-only" -> ApiSettings.Access.READ_ONLY;
                case "read-write" -> ApiSettings.Access.READ_WRITE;
                default -> throw new ConfigException("isn't known");
              });

  public static final KeyType<ApiSettings.Look> API_LOOK =
      new KeyType<>(
          "choice",
          "anyone or token",
          text ->
              switch (text) {
                case "anyone" -> ApiSettings.Look.ANYONE;
                case "token" -> ApiSettings.Look.TOKEN;
                default -> throw new ConfigException("isn't known");
              });

  public static final KeyType<Path> FILE =
      new KeyType<>(
          "path",
          "the path of a file",
          text -> {
            try {
              return Path.of(text);
            } catch (InvalidPathException e) {
              throw new ConfigException("isn't one");
            }
          });

  public static final KeyType<Long> RATE =
      new KeyType<>(
          "bytes per second",
          "0 for no limit, or a whole number of bytes per second from 1000",
          text -> {
            long rate = (Long) parse(text, ConfigDef.Type.LONG);
            return rate == 0 ? 0 : inRange(rate, 1_000, Long.MAX_VALUE);
          });

  public static final KeyType<Integer> RUNS =
      new KeyType<>(
          "integer",
          "a whole number from 8 to 10000000",
          text -> (int) inRange((Integer) parse(text, ConfigDef.Type.INT), 8, 10_000_000));

  public static final KeyType<Integer> PERCENT =
      new KeyType<>(
          "percent",
          "a whole number from 0 to 100",
          text -> (int) inRange((Integer) parse(text, ConfigDef.Type.INT), 0, 100));

  public static final KeyType<Optional<Instant>> TIME_OR_NONE =
      new KeyType<>(
          "time",
          "a time such as 2026-01-31T00:00:00Z, or nothing",
          text -> {
            try {
              return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
            } catch (DateTimeException e) {
              throw new ConfigException("isn't one");
            }
          });

  public static final KeyType<Long> COUNT =
      new KeyType<>(
          "integer",
          "a whole number, at least 0",
          text -> inRange((Long) parse(text, ConfigDef.Type.LONG), 0, Long.MAX_VALUE));

  public static final KeyType<List<String>> NAMES =
      new KeyType<>("list", "a list of names with commas between them", KeyType::names);

  public static final KeyType<String> NAME =
      new KeyType<>(
          "name",
          "letters, digits, '.', '_' and '-'",
          text -> {
            if (!text.matches("[A-Za-z0-9._-]+")) {
              throw new ConfigException("has other characters, or none");
            }
            return text;
          });

  /** A topic, or nothing. */
  public static final KeyType<String> TOPIC_OR_NONE =
      new KeyType<>(
          "name",
          "the name of a topic: at most 249 letters, digits, '.', '_' and '-'",
          text -> {
            if (!text.matches("(?!\\.\\.?$)[A-Za-z0-9._-]{0,249}")) {
              throw new ConfigException("isn't one");
            }
            return text;
          });

  /** One of a few words. */
  static KeyType<String> choice(String... words) {
    return new KeyType<>(
        "choice",
        String.join(" or ", words),
        text -> {
          if (!Arrays.asList(words).contains(text)) {
            throw new ConfigException("isn't known");
          }
          return text;
        });
  }

  /** The value of {@code text}; throws {@link ConfigException} if it isn't one. */
  public T parse(String text) {
    return parser.apply(text.trim());
  }

  /**
   * The expressions in a value, if it is one of expressions; throws like {@link #parse(String)}.
   */
  public List<Pattern> expressions(String text) {
    T value = parse(text);
    if (!(value instanceof List<?> items)) {
      return List.of();
    }
    return items.stream()
        .flatMap(
            item ->
                switch (item) {
                  case Pattern pattern -> Stream.of(pattern);
                  case RenameRule rule -> Stream.of(rule.pattern());
                  default -> Stream.<Pattern>empty();
                })
        .toList();
  }

  private static Object parse(String text, ConfigDef.Type type) {
    return ConfigDef.parseType("", text, type);
  }

  private static List<String> names(String text) {
    List<?> items = (List<?>) parse(text, ConfigDef.Type.LIST);
    return items.stream().map(String.class::cast).filter(item -> !item.isEmpty()).toList();
  }

  /** Neither ';' nor '->' can be in a topic's name, so no pattern needs one. */
  private static List<RenameRule> renames(String text) {
    return Arrays.stream(text.split(";"))
        .filter(rule -> !rule.isBlank())
        .map(KeyType::rename)
        .toList();
  }

  private static RenameRule rename(String rule) {
    int arrow = rule.lastIndexOf("->");
    if (arrow < 0) {
      throw new ConfigException("'" + rule.trim() + "' has no ->");
    }
    if (rule.indexOf("->") < arrow) {
      throw new ConfigException("'" + rule.trim() + "' has more than one ->");
    }
    try {
      return new RenameRule(
          pattern(rule.substring(0, arrow).trim()), rule.substring(arrow + 2).trim());
    } catch (IllegalArgumentException e) {
      throw new ConfigException("'" + rule.trim() + "': " + e.getMessage());
    }
  }

  private static Pattern pattern(String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new ConfigException("'" + text + "': " + e.getDescription());
    } catch (StackOverflowError e) {
      throw new ConfigException("an expression is nested too deeply");
    }
  }

  private static long inRange(long number, long least, long most) {
    if (number < least || number > most) {
      throw new ConfigException("is out of range");
    }
    return number;
  }
}
