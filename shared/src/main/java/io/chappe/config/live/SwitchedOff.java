package io.chappe.config.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What of an override keeps flows from copying, whatever else it says. */
public final class SwitchedOff {
  private static final Pattern SWITCH = Pattern.compile("(?:(.+->.+)\\.)?(paused|enabled)");

  private SwitchedOff() {}

  /**
   * The part of an override that switches flows off.
   *
   * @param key the record's key
   * @param json the record's value
   * @return a JSON object; empty if it switches nothing off, or can't be read
   */
  public static Optional<String> of(String key, String json) {
    return Overrides.read(json)
        .map(object -> part(key, object))
        .filter(part -> !part.isEmpty())
        .map(ObjectNode::toString);
  }

  private static ObjectNode part(String key, ObjectNode object) {
    ObjectNode part = JsonNodeFactory.instance.objectNode();
    object
        .properties()
        .forEach(
            each -> {
              Matcher line = SWITCH.matcher(each.getKey());
              if (line.matches()
                  && (line.group(1) == null || key.equals(Overrides.ALL))
                  && isOff(line.group(2), each.getValue())) {
                part.set(each.getKey(), each.getValue());
              }
            });
    return part;
  }

  private static boolean isOff(String name, JsonNode value) {
    String off = name.equals("paused") ? "true" : "false";
    return value.isValueNode() && off.equalsIgnoreCase(value.asText().trim());
  }
}
