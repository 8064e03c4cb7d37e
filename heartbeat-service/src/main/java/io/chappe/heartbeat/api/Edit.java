package io.chappe.heartbeat.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to become of the override of one key. A change of single properties keeps the others,
 * also those whose values aren't shown to whoever makes it.
 */
sealed interface Edit {

  /** The override that follows. */
  Optional<String> apply(Optional<ObjectNode> before);

  /** Another object in its place, as it was sent. */
  record Replace(String json) implements Edit {
    @Override
    public Optional<String> apply(Optional<ObjectNode> before) {
      return Optional.of(json);
    }
  }

  /** No override any more. */
  record Remove() implements Edit {
    @Override
    public Optional<String> apply(Optional<ObjectNode> before) {
      return Optional.empty();
    }
  }

  /** Some properties set, and some taken back. */
  record Properties(Map<String, JsonNode> set, List<String> unset) implements Edit {
    @Override
    public Optional<String> apply(Optional<ObjectNode> before) {
      ObjectNode after =
          before.map(ObjectNode::deepCopy).orElseGet(JsonNodeFactory.instance::objectNode);
      after.remove(unset);
      after.setAll(set);
      return after.isEmpty() ? Optional.empty() : Optional.of(after.toString());
    }
  }
}
