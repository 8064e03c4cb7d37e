package io.chappe.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Turns what stands in {@code chappe.config.internal} into lines of the file. A record's key is a
 * flow, a cluster's alias or {@code *}; its value a JSON object. A property {@code p} of the object
 * stands for the line {@code <flow>.p}, {@code <alias>.p} or {@code p}; its value is a string, a
 * number, a boolean, a list of these (the same as with commas between), or null: as if nobody had
 * set the line.
 */
final class Overrides {
  /** The key of the record whose properties are lines as they are. */
  static final String ALL = "*";

  private static final int LONGEST = 256 * 1024;
  private static final int DEEPEST = 3;
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
  private final Findings findings;
  private final Map<String, String> keyByLine = new LinkedHashMap<>();
  private final Set<String> keys = new LinkedHashSet<>();

  /**
   * @param lines is changed by each override
   */
  Overrides(Map<String, String> lines, Findings findings) {
    this.lines = lines;
    this.findings = findings;
  }

  /** Merges one record in; what can't be read becomes a finding. */
  void add(String key, String json) {
    keys.add(key);
    object(key, json)
        .ifPresent(
            object ->
                object.properties().forEach(each -> set(key, each.getKey(), each.getValue())));
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
    if (line.equals(ChappeKeys.HOME.name())
        || line.startsWith("config.providers")
        || ApiSettings.KEYS.contains(line)) {
      findings.problem(
          "%s: %s can't be changed here: change the file and restart the services"
              .formatted(where(key), line));
      return;
    }
    keyByLine.put(line, key);
    if (value.isNull()) {
      lines.remove(line);
      return;
    }
    Optional<String> text = text(value);
    if (text.isPresent()) {
      lines.put(line, text.get());
    } else {
      String written =
          Secrets.isSecret(line) ? Secrets.HIDDEN : Secrets.shown(line, value.toString());
      findings.problem(
          "%s: %s=%s: must be a string, a number, true, false, a list of these, or null"
              .formatted(where(key), name, written));
    }
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
    keys.forEach(key -> checkKey(key, config));
    for (String warning : config.warnings()) {
      keyByLine.forEach(
          (line, key) -> {
            if (warning.startsWith(line + " ")) {
              findings.problem("%s: %s".formatted(where(key), warning));
            }
          });
    }
    findings.throwIfThereAreProblems();
  }

  private void checkKey(String key, ChappeConfig config) {
    var aliases = config.clusters().keySet();
    if (key.equals(ALL) || aliases.contains(key)) {
      return;
    }
    boolean flow =
        KeyPlace.of(key + ".x", aliases) instanceof KeyPlace.OfFlow place
            && place.flow().toString().equals(key);
    if (!flow) {
      findings.problem(
          "%s: must be a flow such as us->eu, a cluster, or *, with clusters=%s: add a new cluster to clusters by the key *"
              .formatted(where(key), String.join(", ", aliases)));
    }
  }

  private static String where(String key) {
    return "override " + Secrets.shown(ALL, key);
  }
}
