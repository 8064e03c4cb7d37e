package io.chappe.config.live;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chappe.config.ChappeConfig;
import io.chappe.config.ConfigurationException;
import io.chappe.config.keys.KeyPlace;
import io.chappe.config.keys.KeyText;
import io.chappe.config.keys.RunTimeKeys;
import io.chappe.config.keys.Secrets;
import io.chappe.config.loading.Findings;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Turns what stands in {@code chappe.config.internal} into lines of the file. A record's key is a
 * flow, a cluster's alias or {@code *}; its value a JSON object. A property {@code p} of the object
 * stands for the line {@code <flow>.p}, {@code <alias>.p} or {@code p}; its value is a string, a
 * number, a boolean, a list of these (the same as with commas between), or null: as if nobody had
 * set the line. Which lines there may be, {@link RunTimeKeys} says.
 */
final class Overrides {
  /** The key of the record whose properties are lines as they are. */
  static final String ALL = "*";

  /** Characters of an override. */
  static final int LONGEST = 256 * 1024;

  private static final int DEEPEST = 3;
  private static final int MOST_PROPERTIES = 500;
  private static final int LONGEST_KEY = 500;

  /** To find what may have been meant takes long for many. */
  private static final int MOST_UNKNOWN = 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Map<String, String> lines;
  private final Optional<List<String>> aliases;
  private final Findings findings;
  private final Map<String, String> keyByLine = new LinkedHashMap<>();
  private final Set<String> unknown = new LinkedHashSet<>();

  private Overrides(Map<String, String> lines, Optional<List<String>> aliases, Findings findings) {
    this.lines = lines;
    this.aliases = aliases;
    this.findings = findings;
  }

  /**
   * For overrides that are looked at, as {@link RunTimeKeys} has it.
   *
   * @param lines is changed by each override
   * @param aliases the clusters that the file knows
   */
  static Overrides checked(Map<String, String> lines, List<String> aliases, Findings findings) {
    return new Overrides(lines, Optional.of(aliases), findings);
  }

  /**
   * For overrides whose lines only have a name, whether they can be applied or not.
   *
   * @param lines is changed by each override
   */
  static Overrides unchecked(Map<String, String> lines) {
    return new Overrides(lines, Optional.empty(), new Findings());
  }

  /** Merges one record in; what can't be read, or mustn't be changed, becomes a finding. */
  void add(String key, String json) {
    if (aliases.isPresent() && !isPlace(key, aliases.get())) {
      findings.problem(
          "%s: must be a flow such as us->eu, a cluster, or *, with clusters=%s: only the file adds a cluster"
              .formatted(where(key), String.join(", ", aliases.get())));
      return;
    }
    object(key, json)
        .ifPresent(
            object ->
                object.properties().forEach(each -> set(key, each.getKey(), each.getValue())));
  }

  /**
   * What is wrong with a record by itself, whatever else is configured; empty if nothing is.
   *
   * @param aliases the clusters that the file knows
   */
  static List<String> problems(String key, String json, List<String> aliases) {
    Findings findings = new Findings();
    checked(new LinkedHashMap<>(), aliases, findings).add(key, json);
    try {
      findings.throwIfThereAreProblems();
      return List.of();
    } catch (ConfigurationException e) {
      return e.problems();
    }
  }

  /** Whether a record may have that key: a flow, a cluster or {@code *}. */
  static boolean isPlace(String key, List<String> aliases) {
    return key.equals(ALL)
        || aliases.contains(key)
        || (KeyPlace.of(key + ".x", aliases) instanceof KeyPlace.OfFlow place
            && place.flow().toString().equals(key));
  }

  /** The lines that the overrides set: what they hold is text, in which nothing is filled in. */
  Set<String> written() {
    return Collections.unmodifiableSet(keyByLine.keySet());
  }

  private Optional<JsonNode> object(String key, String json) {
    if (json.length() > LONGEST) {
      findings.problem(
          "%s: %d characters are too many: write at most %d"
              .formatted(where(key), json.length(), LONGEST));
      return Optional.empty();
    }
    try {
      JsonNode read = MAPPER.readTree(json);
      if (read.size() > MOST_PROPERTIES) {
        findings.problem(
            "%s: %d properties are too many: write at most %d"
                .formatted(where(key), read.size(), MOST_PROPERTIES));
        return Optional.empty();
      }
      if (read.isObject()) {
        return Optional.of(read);
      }
      findings.problem(where(key) + ": " + example());
    } catch (JsonProcessingException e) {
      // The parser's message may quote the text, which may hold a secret.
      String at =
          e.getLocation() == null
              ? ""
              : " at line %d, column %d"
                  .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
      findings.problem("%s: is no proper JSON%s: %s".formatted(where(key), at, example()));
    }
    return Optional.empty();
  }

  /** The object that stands in a text; empty if none does. */
  static Optional<ObjectNode> read(String json) {
    try {
      return json.length() <= LONGEST && MAPPER.readTree(json) instanceof ObjectNode object
          ? Optional.of(object)
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static String example() {
    return "must be a JSON object such as {\"topics\": \"orders.*\"}, with each property once";
  }

  private void set(String key, String name, JsonNode value) {
    String line = key.equals(ALL) ? name : key + "." + name;
    if (aliases.isPresent() && !mayBeChanged(key, line)) {
      return;
    }
    keyByLine.put(line, key);
    if (value.isNull()) {
      lines.remove(line);
      return;
    }
    Optional<String> text = text(value);
    if (text.isPresent()) {
      put(key, line, text.get());
    } else {
      String written =
          Secrets.isSecret(line) ? Secrets.HIDDEN : Secrets.shown(line, value.toString());
      findings.problem(
          "%s: %s=%s: must be a string, a number, true, false, a list of these, or null"
              .formatted(where(key), name, written));
    }
  }

  private void put(String key, String line, String text) {
    Optional<String> refusal =
        aliases.isPresent() ? RunTimeValues.refusal(line, text) : Optional.empty();
    refusal.ifPresent(
        reason ->
            findings.problem(
                "%s: %s=%s: %s".formatted(where(key), line, Secrets.shown(line, text), reason)));
    if (refusal.isEmpty()) {
      lines.put(line, text);
    }
  }

  /** The value of a line that mustn't be changed isn't repeated: it may be a secret. */
  private boolean mayBeChanged(String key, String line) {
    if (line.length() > LONGEST_KEY || !KeyText.looksLikeAKey(line)) {
      findings.problem("%s: a key of %d characters isn't one".formatted(where(key), line.length()));
      return false;
    }
    RunTimeKeys.Verdict verdict = RunTimeKeys.of(line, aliases.orElseThrow());
    switch (verdict) {
      case ALLOWED -> {}
      case UNKNOWN -> {
        unknown.add(line);
        if (unknown.size() > MOST_UNKNOWN) {
          findings.problem("%s: has too many properties that nobody knows".formatted(where(key)));
        }
      }
      case FILE, START ->
          findings.problem(
              "%s: %s can't be changed here: change it in the file%s"
                  .formatted(
                      where(key),
                      line,
                      verdict == RunTimeKeys.Verdict.START ? " and restart the services" : ""));
    }
    return verdict == RunTimeKeys.Verdict.ALLOWED || verdict == RunTimeKeys.Verdict.UNKNOWN;
  }

  private static Optional<String> text(JsonNode value) {
    if (value.isArray()) {
      StringJoiner joined = new StringJoiner(",");
      for (JsonNode each : value) {
        if (!each.isValueNode() || each.isNull()) {
          return Optional.empty();
        }
        joined.add(each.asText());
      }
      return Optional.of(joined.toString());
    }
    return value.isValueNode() ? Optional.of(value.asText()) : Optional.empty();
  }

  /**
   * Looks at what became of the overrides.
   *
   * @throws ConfigurationException if one of them has no effect
   */
  void check(ChappeConfig config) {
    Set<String> unexplained = new LinkedHashSet<>(unknown);
    for (String warning : config.warnings()) {
      String line = warning.split(" ", 2)[0];
      if (keyByLine.containsKey(line)) {
        findings.problem("%s: %s".formatted(where(keyByLine.get(line)), warning));
        unexplained.remove(line);
      }
    }
    unexplained.forEach(
        line ->
            findings.problem("%s: %s is not known".formatted(where(keyByLine.get(line)), line)));
    findings.throwIfThereAreProblems();
  }

  private static String where(String key) {
    return "override " + Secrets.shown(ALL, key);
  }
}
