package io.chappe.config.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chappe.config.keys.ChappeKeys;
import io.chappe.config.keys.ClientKeys;
import io.chappe.config.keys.KeyDefinition;
import io.chappe.config.keys.RunTimeKeys;
import io.chappe.config.keys.Secrets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An override of {@code chappe.config.internal} as it may be shown: values that may be secret are
 * hidden, and so are those of keys that nobody knows or that mustn't be changed there.
 */
public final class ShownOverride {
  /** What stands in the place of a value that isn't shown. */
  public static final String HIDDEN = Secrets.HIDDEN;

  private static final Pattern OF_RECORDS = Pattern.compile("(transforms|predicates)(\\..+)?");

  private ShownOverride() {}

  /**
   * The object of a record.
   *
   * @param key the record's key
   * @param json the record's value
   * @return empty if that is no JSON object
   */
  public static Optional<ObjectNode> of(String key, String json) {
    return Overrides.read(json)
        .map(
            object -> {
              ObjectNode shown = object.deepCopy();
              object
                  .properties()
                  .forEach(
                      each -> {
                        if (!mayBeShown(key, each.getKey(), each.getValue())) {
                          shown.put(each.getKey(), HIDDEN);
                        }
                      });
              return shown;
            });
  }

  private static boolean mayBeShown(String key, String name, JsonNode value) {
    if (value.isNull()) {
      return true;
    }
    String line = key.equals(Overrides.ALL) ? name : key + "." + name;
    String rest = line.replaceFirst("^[^.]*->[^.]*\\.", "");
    return mayBeChanged(rest)
        && !Secrets.isSecret(line)
        && !Secrets.shown(line, value.toString()).equals(HIDDEN);
  }

  /** Whatever stands before the name, such as an alias with dots: its end is what counts. */
  private static boolean mayBeChanged(String line) {
    return (OF_RECORDS.matcher(line).matches() && !line.contains("config.providers"))
        || ChappeKeys.ALL.stream()
            .filter(key -> key.origin() == KeyDefinition.Origin.ANYWHERE)
            .anyMatch(key -> isOrEndsWith(line, key.name()))
        || RunTimeKeys.OF_CLIENTS.stream()
            .anyMatch(
                key ->
                    isOrEndsWith(line, "producer.override." + key)
                        || ClientKeys.KINDS.stream()
                            .anyMatch(kind -> isOrEndsWith(line, kind + "." + key)));
  }

  private static boolean isOrEndsWith(String line, String name) {
    return line.equals(name) || line.endsWith("." + name);
  }
}
