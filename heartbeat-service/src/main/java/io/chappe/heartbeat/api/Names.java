package io.chappe.heartbeat.api;

import io.chappe.heartbeat.api.problem.ProblemException;
import io.chappe.heartbeat.view.Overview;
import io.chappe.naming.FlowId;
import java.util.stream.Collectors;

/** Reads the name of a flow. */
public final class Names {
  private Names() {}

  /** The flow of that name; it must be there. */
  public static FlowId flow(String name, Overview.Known known) {
    String all =
        known.flows().keySet().stream()
            .map(FlowId::toString)
            .sorted()
            .collect(Collectors.joining(", "));
    if (name == null) {
      throw ProblemException.badRequest("flow", null, "is missing: name one of " + all);
    }
    return known.flows().keySet().stream()
        .filter(id -> id.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                ProblemException.notFound(
                    "flow", name, "isn't one of " + all + " (in a URL write > as %3E)"));
  }
}
