package io.chappe.heartbeat.importing.text;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON. */
public final class JsonText {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private JsonText() {}

  /**
   * The document of a file.
   *
   * @param name the file, for messages
   * @throws UnreadableInputException if it isn't JSON
   */
  public static Tree read(String name, String text) {
    try {
      return tree(JSON.readTree(text));
    } catch (JsonProcessingException e) {
      // Jackson's own message may hold a part of a value.
      throw new UnreadableInputException(
          "%s: line %d, column %d: isn't JSON: must be an object or an array, with each key once"
              .formatted(
                  name,
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  e.getLocation() == null ? 1 : e.getLocation().getColumnNr()));
    }
  }

  private static Tree tree(JsonNode node) {
    if (node.isObject()) {
      Map<String, Tree> children = new LinkedHashMap<>();
      node.properties().stream()
          .filter(each -> !each.getValue().isNull())
          .forEach(each -> children.put(each.getKey(), tree(each.getValue())));
      return new Tree.Branch(children, 0);
    }
    if (node.isArray()) {
      List<Tree> elements = new ArrayList<>();
      node.forEach(each -> elements.add(tree(each)));
      return new Tree.Items(elements, 0);
    }
    return new Tree.Leaf(node.asText(), 0);
  }
}
