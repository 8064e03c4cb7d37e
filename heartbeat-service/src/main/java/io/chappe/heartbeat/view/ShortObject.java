package io.chappe.heartbeat.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chappe.config.OneLine;
import java.util.Map;

/**
 * What an override holds, as a list of changes tells it: no more than anybody reads. The list is
 * sent to every page again and again, and holds what was refused for being too much, too.
 */
final class ShortObject {
  /** Characters of keys and values together, about. */
  static final int LONGEST = 4_000;

  private static final String MORE = "...";

  private ShortObject() {}

  /** The same if it is short; else its first properties, as text, with dots for the rest. */
  static ObjectNode of(ObjectNode object) {
    if (object.toString().length() <= LONGEST) {
      return object;
    }
    ObjectNode shortened = object.objectNode();
    int room = LONGEST;
    for (Map.Entry<String, JsonNode> each : object.properties()) {
      if (room <= 0) {
        shortened.put(MORE, "%d more".formatted(object.size() - shortened.size()));
        break;
      }
      JsonNode value = each.getValue();
      String key = OneLine.of(each.getKey(), OneLine.OF_MESSAGE);
      String text = OneLine.of(value.isTextual() ? value.asText() : value.toString(), room);
      shortened.put(key, text);
      room -= key.length() + text.length();
    }
    return shortened;
  }
}
