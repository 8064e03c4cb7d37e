package io.chappe.heartbeat.importing.draft;

import io.chappe.config.keys.FileKeys;
import io.chappe.config.keys.KeyPlace;
import io.chappe.config.keys.KeyText;
import io.chappe.config.keys.KeyType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Lines of a configuration file that is being made, and what is to be said of its making. */
public final class Draft {
  private final Map<String, String> lines = new LinkedHashMap<>();
  private final Map<String, String> origins = new LinkedHashMap<>();
  private final Set<String> clusters = new LinkedHashSet<>();
  private final Set<Finding> findings = new LinkedHashSet<>();
  private final Map<String, String> mounts = new LinkedHashMap<>();
  private final Map<String, String> variables = new LinkedHashMap<>();

  /** Adds a cluster, unless it is there. */
  public void cluster(String alias) {
    clusters.add(alias);
    lines.put(FileKeys.CLUSTERS.name(), String.join(", ", clusters));
  }

  /**
   * Sets a line. One that another place has set otherwise stays, and is looked at.
   *
   * @param origin where the value is from, for messages
   */
  public void set(String key, String value, String origin) {
    String other = lines.putIfAbsent(key, value);
    if (other == null) {
      origins.put(key, origin);
    } else if (!other.equals(value)) {
      look(
          "%s: %s is set otherwise in %s, which stays: there is one value here"
              .formatted(origin, KeyText.shown(key), origins.getOrDefault(key, "the same input")));
    }
  }

  /** Sets a line unless it is there. */
  public void setByDefault(String key, String value) {
    lines.putIfAbsent(key, value);
  }

  /** Adds names to a list. */
  public void append(String key, Collection<String> names) {
    Set<String> all = new LinkedHashSet<>(KeyType.NAMES.parse(lines.getOrDefault(key, "")));
    all.addAll(names);
    lines.put(key, String.join(", ", all));
  }

  /** A directory of the input's pods, which is {@code here} for Chappe's. */
  public void mount(String there, String here) {
    mounts.put(there, here);
  }

  /** Where an environment variable of the input's pods comes from. */
  public void variable(String name, String source) {
    variables.put(name, source);
  }

  /** Chappe refuses the file as it is. */
  public void refused(String text) {
    findings.add(new Finding(Finding.Kind.REFUSED, text));
  }

  /** It is for somebody to look at. */
  public void look(String text) {
    findings.add(new Finding(Finding.Kind.LOOK, text));
  }

  /** A secret stood in plain text, and goes elsewhere. */
  void plainText(String key, String what) {
    look(plainText(key) + what);
  }

  /** The line with the secret is left out. */
  void forgetPlainText(String key) {
    findings.removeIf(finding -> finding.text().startsWith(plainText(key)));
  }

  private static String plainText(String key) {
    return KeyText.shown(key) + ": stood in plain text: ";
  }

  /** It is set in another place. */
  public void elsewhere(String text) {
    findings.add(new Finding(Finding.Kind.ELSEWHERE, text));
  }

  /** It does nothing here, and needs nothing. */
  public void nothing(String text) {
    findings.add(new Finding(Finding.Kind.NOTHING, text));
  }

  /** It isn't set, and the default is another. */
  void otherDefault(String text) {
    findings.add(new Finding(Finding.Kind.OTHER_DEFAULT, text));
  }

  /** All lines so far; may hold secrets before {@link Finishing}. */
  public Map<String, String> lines() {
    return new LinkedHashMap<>(lines);
  }

  public Collection<String> clusters() {
    return List.copyOf(clusters);
  }

  /** In the order of urgency, and of coming up. */
  public List<Finding> findings() {
    List<Finding> sorted = new ArrayList<>(findings);
    sorted.sort((one, other) -> one.kind().compareTo(other.kind()));
    return sorted;
  }

  Optional<String> value(String key) {
    return Optional.ofNullable(lines.get(key));
  }

  void replace(String key, String value) {
    lines.put(key, value);
  }

  void remove(String key) {
    lines.remove(key);
  }

  void rename(String key, String other) {
    String value = lines.remove(key);
    if (value != null) {
      set(other, value, origins.getOrDefault(key, KeyText.shown(key)));
    }
  }

  /** The key without what stands before it for a cluster or a flow. */
  String name(String key) {
    return switch (KeyPlace.of(key, clusters)) {
      case KeyPlace.TopLevel place -> place.name();
      case KeyPlace.OfCluster place -> place.name();
      case KeyPlace.OfFlow place -> place.name();
      case KeyPlace.OfUnknownFlow place -> place.name();
    };
  }

  /** Where a path of the input's pods is for Chappe's. */
  String mounted(String path) {
    return mounts.entrySet().stream()
        .filter(mount -> path.equals(mount.getKey()) || path.startsWith(mount.getKey() + "/"))
        .findFirst()
        .map(mount -> mount.getValue() + path.substring(mount.getKey().length()))
        .orElse(path);
  }

  Optional<String> sourceOf(String variable) {
    return Optional.ofNullable(variables.get(variable));
  }

  void change(Function<Map.Entry<String, String>, String> change) {
    lines().entrySet().forEach(line -> replace(line.getKey(), change.apply(line)));
  }
}
