package io.chappe.heartbeat.importing;

import io.chappe.config.keys.FileKeys;
import io.chappe.config.keys.KeyText;
import io.chappe.config.loading.ConfigLoader;
import io.chappe.heartbeat.importing.draft.Draft;
import io.chappe.heartbeat.importing.text.UnreadableInputException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** MM2's own file, which Chappe reads as it is: here it is looked at and tidied up. */
final class Mm2File {
  private Mm2File() {}

  static void read(Draft draft, String name, Map<String, String> lines) {
    List<String> aliases = ConfigLoader.aliases(lines, Map.of());
    if (aliases.isEmpty()) {
      throw new UnreadableInputException(
          "%s: %s is missing: must be a list of cluster aliases with commas between, as us, eu; or the file is none of MM2's, Strimzi's or Connect's"
              .formatted(name, FileKeys.CLUSTERS.name()));
    }
    aliases.forEach(draft::cluster);
    new TreeMap<>(lines)
        .forEach(
            (key, value) -> {
              if (!key.equals(FileKeys.CLUSTERS.name())) {
                draft.set(key, value, name + ": " + KeyText.shown(key));
              }
            });
  }
}
