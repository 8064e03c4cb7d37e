package io.chappe.heartbeat.importing;

import io.chappe.heartbeat.importing.draft.Draft;
import io.chappe.heartbeat.importing.text.Tree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where files and environment variables of Strimzi's pods come from. */
final class ExternalConfiguration {
  private static final String ROOT = "/opt/kafka/external-configuration/";

  private ExternalConfiguration() {}

  static void read(Draft draft, Tree spec, String secrets) {
    Tree old = spec.child("externalConfiguration").orElse(new Tree.Items(List.of(), 0));
    elements(old, "volumes")
        .forEach(volume -> mount(draft, ROOT + volume.text("name").orElse(""), volume, secrets));
    elements(old, "env").forEach(variable -> variable(draft, variable));
    Tree template = spec.child("template").orElse(old);
    Tree container = template.child("connectContainer").orElse(old);
    elements(container, "env").forEach(variable -> variable(draft, variable));
    Map<String, Tree> volumes = new HashMap<>();
    template
        .child("pod")
        .map(pod -> elements(pod, "volumes"))
        .orElse(List.of())
        .forEach(volume -> volumes.put(volume.text("name").orElse(""), volume));
    for (Tree mounted : elements(container, "volumeMounts")) {
      Tree volume = volumes.getOrDefault(mounted.text("name").orElse(""), old);
      mounted
          .text("mountPath")
          .ifPresent(path -> mount(draft, path.replaceFirst("/+$", ""), volume, secrets));
    }
  }

  private static List<Tree> elements(Tree tree, String field) {
    return tree.child(field).map(Tree::elements).orElse(List.of());
  }

  private static void mount(Draft draft, String path, Tree volume, String secrets) {
    volume
        .child("secret")
        .flatMap(secret -> secret.text("secretName"))
        .or(() -> volume.child("configMap").flatMap(map -> map.text("name")))
        .ifPresent(name -> draft.mount(path, secrets + "/" + name));
  }

  private static void variable(Draft draft, Tree variable) {
    variable
        .child("valueFrom")
        .flatMap(from -> from.child("secretKeyRef").or(() -> from.child("configMapKeyRef")))
        .ifPresent(
            from ->
                draft.variable(
                    variable.text("name").orElse(""),
                    "%s, key %s"
                        .formatted(from.text("name").orElse(""), from.text("key").orElse(""))));
  }
}
