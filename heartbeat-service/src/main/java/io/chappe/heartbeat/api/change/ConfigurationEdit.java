package io.chappe.heartbeat.api.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chappe.heartbeat.api.problem.Problem;
import io.chappe.heartbeat.api.problem.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to become of the override of one key. A change of single properties keeps the others,
 * also those whose values aren't shown to whoever makes it.
 */
sealed interface ConfigurationEdit {

  /** The override that follows. */
  Optional<String> apply(Optional<ObjectNode> before);

  /** Another object in its place, as it was sent. */
  record Replace(String json) implements ConfigurationEdit {
    @Override
    public Optional<String> apply(Optional<ObjectNode> before) {
      return Optional.of(json);
    }
  }

  /**
   * What a key held before a change, if it still holds what that change wrote: asked for in the
   * same transaction as the write.
   *
   * @param change who is undone, to say that it can't be
   * @param written what the change wrote
   * @param back what is to be there again; empty for no override
   */
  record Undo(String change, Optional<ObjectNode> written, Optional<String> back)
      implements ConfigurationEdit {
    @Override
    public Optional<String> apply(Optional<ObjectNode> before) {
      if (!before.equals(written)) {
        throw ProblemException.of(
            ProblemException.PRECONDITION_FAILED,
            "Can't be undone",
            List.of(
                Problem.Error.of(
                    "offset", change, "the key was changed again meanwhile: look at it first")));
      }
      return back;
    }
  }

  /** No override any more. */
  record Remove() implements ConfigurationEdit {
    @Override
    public Optional<String> apply(Optional<ObjectNode> before) {
      return Optional.empty();
    }
  }

  /** Some properties set, and some taken back. */
  record Properties(Map<String, JsonNode> set, List<String> unset) implements ConfigurationEdit {
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
