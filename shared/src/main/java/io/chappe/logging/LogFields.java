package io.chappe.logging;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fixed keys of a log line. All lines are written in one spelling, {@code what happened:
 * flow=eu->us topic=orders reason="two words"}, so the text holds all that JSON needs, and writing
 * a line costs nothing more while logs are text.
 */
public final class LogFields {
  /** The keys that mean the same in every line. */
  public static final Set<String> KEYS =
      Set.of("flow", "cluster", "topic", "partition", "offset", "reason");

  /** A value ends with its quotes, or where the next pair or the line does. */
  private static final Pattern PAIR =
      Pattern.compile("(?<=^|\\s)(\\w+)=(\"[^\"]*\"|.*?)(?=\\s+\\w+=|\\s*$)", Pattern.DOTALL);

  private LogFields() {}

  /**
   * The values of {@link #KEYS} in a line, in their order there; of a key that comes twice, the
   * first.
   */
  public static Map<String, String> of(String line) {
    Map<String, String> fields = new LinkedHashMap<>();
    Matcher pair = PAIR.matcher(line);
    while (pair.find()) {
      if (KEYS.contains(pair.group(1))) {
        fields.putIfAbsent(pair.group(1), plain(pair.group(2)));
      }
    }
    return fields;
  }

  private static String plain(String value) {
    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }
}
