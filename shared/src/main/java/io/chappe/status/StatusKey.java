package io.chappe.status;

import io.chappe.naming.FlowId;
import java.util.Optional;

/**
 * Key of a record of {@code chappe.status.internal}: {@code service/instance/flow}, with {@code *}
 * in the flow's place for what is told of the instance as a whole.
 *
 * @param flow empty for the whole instance
 */
public record StatusKey(String service, String instance, Optional<FlowId> flow) {
  private static final String WHOLE = "*";

  /** Reads a key; empty if it is none. */
  public static Optional<StatusKey> parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    if (parts[2].equals(WHOLE)) {
      return Optional.of(new StatusKey(parts[0], parts[1], Optional.empty()));
    }
    int arrow = parts[2].indexOf("->");
    return arrow < 0
        ? Optional.empty()
        : Optional.of(
            new StatusKey(
                parts[0],
                parts[1],
                Optional.of(
                    new FlowId(parts[2].substring(0, arrow), parts[2].substring(arrow + 2)))));
  }

  @Override
  public String toString() {
    return service + "/" + instance + "/" + flow.map(FlowId::toString).orElse(WHOLE);
  }
}
