package io.chappe.heartbeat.importing.draft;

import io.chappe.config.keys.ChappeKeys;
import io.chappe.config.keys.PolicyKeys;
import java.util.Map;

/** Keys and classes under names that are MM2's no more, or were never MM2's and mean the same. */
final class OldNames {
  private static final Map<String, String> CLASSES =
      Map.of(
          "io.strimzi.kafka.connect.mirror.IdentityReplicationPolicy", PolicyKeys.IDENTITY_POLICY,
          "com.amazonaws.kafka.samples.CustomMM2ReplicationPolicy", PolicyKeys.IDENTITY_POLICY);

  private OldNames() {}

  static void replace(Draft draft) {
    for (String key : draft.lines().keySet()) {
      String name = draft.name(key);
      if (name.equals(PolicyKeys.POLICY_CLASS.name())) {
        replaceClass(draft, key);
      }
      String better = ChappeKeys.RENAMED.get(name);
      if (better != null && key.endsWith(name)) {
        String now = key.substring(0, key.length() - name.length()) + better;
        draft.look(
            "%s was ignored by MM2 since 4.0 and is %s now: check that the file means it"
                .formatted(key, now));
        draft.rename(key, now);
      }
    }
  }

  private static void replaceClass(Draft draft, String key) {
    String given = draft.value(key).orElse("").trim();
    String known = CLASSES.get(given);
    if (known != null) {
      draft.replace(key, known);
      draft.nothing(
          "%s=%s keeps names, as %s does, which stands in its place".formatted(key, given, known));
    }
  }
}
