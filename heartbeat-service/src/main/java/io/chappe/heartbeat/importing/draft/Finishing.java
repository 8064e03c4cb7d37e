package io.chappe.heartbeat.importing.draft;

import io.chappe.config.keys.ChappeKeys;
import io.chappe.config.keys.KeyDefinition;
import java.util.List;

/** What is done to a draft, wherever its lines are from. */
public final class Finishing {
  private Finishing() {}

  /**
   * Makes the draft a configuration without secrets, and completes its findings.
   *
   * @param secrets the directory in which files with secrets will be
   */
  public static void finish(Draft draft, String secrets) {
    OldNames.replace(draft);
    PatternLists.mend(draft);
    Providers providers = new Providers(draft, secrets);
    new References(draft, providers, secrets).replaceAll();
    new PlainSecrets(draft, providers, secrets).replaceAll();
    providers.write();
    new Examiner(draft).examine();
    providers.dropUnneeded();
    tellOfDefaults(draft);
  }

  private static void tellOfDefaults(Draft draft) {
    List<String> set = draft.lines().keySet().stream().map(draft::name).toList();
    ChappeKeys.ALL.stream()
        .filter(KeyDefinition::differsFromMm2)
        .filter(known -> !set.contains(known.name()))
        .forEach(
            known ->
                draft.otherDefault(
                    "%s is %s, in MM2 %s"
                        .formatted(known.name(), known.defaultText(), known.mm2Default())));
  }
}
