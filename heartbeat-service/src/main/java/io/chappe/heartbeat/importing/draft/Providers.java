package io.chappe.heartbeat.importing.draft;

import io.chappe.config.keys.FileKeys;
import io.chappe.config.keys.KeyText;
import io.chappe.config.keys.KeyType;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/**
 * The config providers of the file that is made: those of the input that Chappe knows too, and what
 * references need besides.
 */
final class Providers {
  private static final String PREFIX = FileKeys.CONFIG_PROVIDERS.name();
  private static final String PATHS = ".param.allowed.paths";
  private static final List<String> TAKEN_OVER =
      List.of(".class", PATHS, ".param.allowlist.pattern");

  /** The kinds that there are, with the names that they usually have. */
  enum Kind {
    ENVIRONMENT("env", EnvVarConfigProvider.class.getName()),
    FILE("file", FileConfigProvider.class.getName()),
    DIRECTORY("directory", DirectoryConfigProvider.class.getName());

    private final String usual;
    private final String className;

    Kind(String usual, String className) {
      this.usual = usual;
      this.className = className;
    }
  }

  private final Draft draft;
  private final String secrets;
  private final Map<String, Kind> known = new LinkedHashMap<>();
  private final Map<String, String> unknown = new LinkedHashMap<>();
  private final Map<Kind, Set<String>> added = new LinkedHashMap<>();

  /**
   * @param secrets the directory that holds secrets
   */
  Providers(Draft draft, String secrets) {
    this.draft = draft;
    this.secrets = secrets;
    KeyType.NAMES.parse(draft.value(PREFIX).orElse("")).forEach(this::read);
    draft.lines().keySet().stream()
        .filter(key -> key.startsWith(PREFIX + ".") && !isTakenOver(key))
        .forEach(this::leaveOut);
  }

  private boolean isTakenOver(String key) {
    return known.keySet().stream()
        .anyMatch(
            name -> TAKEN_OVER.stream().anyMatch(part -> key.equals(PREFIX + "." + name + part)));
  }

  /** It may be a secret, and belongs to no provider that there is. */
  private void leaveOut(String key) {
    draft.remove(key);
    draft.look(KeyText.shown(key) + ": no provider here takes it; left out");
  }

  private void read(String name) {
    String className = draft.value(PREFIX + "." + name + ".class").orElse("").trim();
    for (Kind kind : Kind.values()) {
      if (kind.className.equals(className)) {
        known.put(name, kind);
        return;
      }
    }
    unknown.put(name, className);
    draft.lines().keySet().stream()
        .filter(key -> key.startsWith(PREFIX + "." + name + "."))
        .forEach(draft::remove);
    draft.nothing(
        "%s.%s: Chappe's providers read the environment, files and directories; references to it are replaced"
            .formatted(PREFIX, name));
  }

  /** What a reference's provider is, by the input's definitions or else by its usual name. */
  Optional<Kind> kind(String name) {
    if (known.containsKey(name)) {
      return Optional.of(known.get(name));
    }
    if (unknown.containsKey(name)) {
      return Optional.empty();
    }
    return switch (name) {
      case "env", "strimzienv" -> Optional.of(Kind.ENVIRONMENT);
      case "file", "strimzifile" -> Optional.of(Kind.FILE);
      case "dir", "directory", "strimzidir" -> Optional.of(Kind.DIRECTORY);
      default -> Optional.empty();
    };
  }

  /** Whether a provider reads Kubernetes' Secrets or ConfigMaps. */
  boolean readsKubernetes(String name) {
    return unknown.getOrDefault(name, "").startsWith("io.strimzi.kafka.Kubernetes")
        || !known.containsKey(name) && (name.endsWith("secrets") || name.endsWith("configmaps"));
  }

  /** A reference as it is to be written, to {@code key} of {@code path}. */
  String reference(Kind kind, String path, String key) {
    String name =
        known.entrySet().stream()
            .filter(each -> each.getValue() == kind)
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseGet(() -> add(kind));
    if (kind == Kind.ENVIRONMENT) {
      return "${%s:%s}".formatted(name, key);
    }
    allow(kind, name, path);
    return "${%s:%s:%s}".formatted(name, path, key);
  }

  private String add(Kind kind) {
    String name = kind.usual;
    while (known.containsKey(name) || unknown.containsKey(name)) {
      name = name + "s";
    }
    known.put(name, kind);
    added.put(kind, new LinkedHashSet<>());
    return name;
  }

  private void allow(Kind kind, String name, String path) {
    String key = PREFIX + "." + name + PATHS;
    String needed = path.equals(secrets) || path.startsWith(secrets + "/") ? secrets : path;
    Set<String> paths = added.get(kind);
    if (paths != null) {
      paths.add(needed);
    } else if (needed.equals(secrets)) {
      draft
          .value(key)
          .filter(allowed -> !KeyType.NAMES.parse(allowed).contains(secrets))
          .filter(allowed -> !allowed.isBlank())
          .ifPresent(allowed -> draft.replace(key, allowed.trim() + "," + secrets));
    }
  }

  /** Writes the providers into the draft. */
  void write() {
    draft.remove(PREFIX);
    if (known.isEmpty()) {
      return;
    }
    draft.replace(PREFIX, String.join(", ", known.keySet()));
    known.forEach(
        (name, kind) -> {
          draft.replace(PREFIX + "." + name + ".class", kind.className);
          Set<String> paths = added.getOrDefault(kind, Set.of());
          if (!paths.isEmpty()) {
            draft.setByDefault(PREFIX + "." + name + PATHS, String.join(",", paths));
          }
        });
  }

  /** Takes back the providers that the input didn't have and no line needs any more. */
  void dropUnneeded() {
    boolean dropped =
        known.entrySet().removeIf(each -> added.containsKey(each.getValue()) && !isNeeded(each));
    if (dropped) {
      draft.lines().keySet().stream()
          .filter(key -> key.startsWith(PREFIX + "."))
          .forEach(draft::remove);
      write();
    }
  }

  private boolean isNeeded(Map.Entry<String, Kind> provider) {
    String reference = "${" + provider.getKey() + ":";
    return draft.lines().values().stream().anyMatch(value -> value.contains(reference));
  }
}
