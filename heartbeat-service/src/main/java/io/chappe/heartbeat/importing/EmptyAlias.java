package io.chappe.heartbeat.importing;

import io.chappe.config.keys.PolicyKeys;
import io.chappe.heartbeat.importing.draft.Draft;
import java.util.Map;

/** The old way to keep the names of topics: a source without a name, and no separator. */
final class EmptyAlias {
  private static final String ALIAS = "source.cluster.alias";

  private EmptyAlias() {}

  static void replace(Draft draft, String where, Map<String, String> config) {
    if (!config.containsKey(ALIAS) || !config.get(ALIAS).isBlank()) {
      return;
    }
    config.put(ALIAS, "source");
    if (config.getOrDefault(PolicyKeys.SEPARATOR.name(), ".").isBlank()) {
      config.remove(PolicyKeys.SEPARATOR.name());
      config.put(PolicyKeys.POLICY_CLASS.name(), PolicyKeys.IDENTITY_POLICY);
      draft.look(
          "%s: %s is empty, to keep names: the cluster is called source now, and %s is %s"
              .formatted(where, ALIAS, PolicyKeys.POLICY_CLASS.name(), PolicyKeys.IDENTITY_POLICY));
    } else {
      draft.look(
          "%s: %s is empty: the cluster is called source now, and its copies source.<topic> instead of .<topic>"
              .formatted(where, ALIAS));
    }
  }
}
