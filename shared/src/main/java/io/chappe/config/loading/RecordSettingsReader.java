package io.chappe.config.loading;

import io.chappe.config.RecordSettings;
import io.chappe.config.keys.KeyType;
import io.chappe.config.keys.TransformClasses;
import io.chappe.naming.FlowId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads a flow's transformations and predicates. They are written as in MM2's file; beyond that,
 * lines without a flow's prefix are for all flows, and a flow's own win.
 */
final class RecordSettingsReader {
  static final String TRANSFORMS = "transforms";
  static final String PREDICATES = "predicates";
  private static final Set<String> OURS = Set.of("type", "predicate", "negate");

  private final Settings settings;
  private final FlowId flow;
  private final Set<String> hidden;
  private final Findings findings;

  /**
   * @param hidden gets the keys, as {@link EffectiveConfiguration} has them, of values that a
   *     config provider filled in
   */
  RecordSettingsReader(Settings settings, FlowId flow, Set<String> hidden, Findings findings) {
    this.settings = settings;
    this.flow = flow;
    this.hidden = hidden;
    this.findings = findings;
  }

  /** The transformations in order, without those that a problem was found with. */
  List<RecordSettings.Transform> transforms() {
    List<RecordSettings.Transform> transforms = new ArrayList<>();
    for (String name : names(TRANSFORMS)) {
      type(TRANSFORMS, name, TransformClasses.TRANSFORMS)
          .ifPresent(type -> transforms.add(transform(name, type)));
    }
    names(PREDICATES).forEach(name -> type(PREDICATES, name, TransformClasses.PREDICATES));
    warnOfOrphans(TRANSFORMS);
    warnOfOrphans(PREDICATES);
    return transforms;
  }

  private RecordSettings.Transform transform(String name, String type) {
    Map<String, Setting> lines = lines(TRANSFORMS, name);
    hide(TRANSFORMS, list(TRANSFORMS));
    hide(TRANSFORMS + "." + name + ".type", Optional.ofNullable(lines.get("type")));
    Optional<RecordSettings.Predicate> predicate =
        Optional.ofNullable(lines.get("predicate")).flatMap(this::predicate);
    boolean negate = Optional.ofNullable(lines.get("negate")).map(this::flag).orElse(false);
    return new RecordSettings.Transform(
        key(TRANSFORMS, name), type, properties(lines), provided(lines), predicate, negate);
  }

  private Optional<RecordSettings.Predicate> predicate(Setting reference) {
    String name = reference.value().trim();
    if (!names(PREDICATES).contains(name)) {
      findings.problem(
          reference, "must be one of " + key(PREDICATES) + "=[" + shownList(PREDICATES) + "]");
      return Optional.empty();
    }
    return type(PREDICATES, name, TransformClasses.PREDICATES)
        .map(
            type ->
                new RecordSettings.Predicate(
                    key(PREDICATES, name),
                    type,
                    properties(lines(PREDICATES, name)),
                    provided(lines(PREDICATES, name))));
  }

  private void hide(String name, Optional<Setting> setting) {
    setting.filter(Setting::isProvided).ifPresent(each -> hidden.add(flow + "." + name));
  }

  private boolean flag(Setting setting) {
    String value = setting.value().trim();
    if (!value.equals("true") && !value.equals("false")) {
      findings.problem(setting, "must be true or false");
    }
    return value.equals("true");
  }

  private Optional<String> type(String kind, String name, Set<String> known) {
    Setting type = lines(kind, name).get("type");
    if (type == null) {
      findings.problem(
          key(kind, isProvided(kind) ? "<name>" : name)
              + ".type is missing: must be one of "
              + String.join(", ", known));
      return Optional.empty();
    }
    Optional<String> refusal = TransformClasses.refusal(type.value().trim(), known);
    refusal.ifPresent(reason -> findings.problem(type, reason));
    return refusal.isPresent() ? Optional.empty() : Optional.of(type.value().trim());
  }

  private List<String> names(String kind) {
    return list(kind).map(setting -> KeyType.NAMES.parse(setting.value())).orElse(List.of());
  }

  private Optional<Setting> list(String kind) {
    return settings.get(flow + "." + kind).or(() -> settings.get(kind));
  }

  private String key(String kind) {
    return list(kind).map(Setting::key).orElse(flow + "." + kind);
  }

  private String key(String kind, String name) {
    return key(kind) + "." + name;
  }

  private Map<String, Setting> lines(String kind, String name) {
    Map<String, Setting> lines = new LinkedHashMap<>(settings.withPrefix(kind + "." + name + "."));
    lines.putAll(settings.withPrefix(flow + "." + kind + "." + name + "."));
    return lines;
  }

  private static Map<String, String> properties(Map<String, Setting> lines) {
    return lines.entrySet().stream()
        .filter(line -> !OURS.contains(line.getKey()))
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, line -> line.getValue().value()));
  }

  private static boolean provided(Map<String, Setting> lines) {
    return lines.values().stream().anyMatch(Setting::isProvided);
  }

  private boolean isProvided(String kind) {
    return list(kind).filter(Setting::isProvided).isPresent();
  }

  /** The names of a list; as it is written, where a config provider filled in some of them. */
  private String shownList(String kind) {
    return isProvided(kind) ? list(kind).orElseThrow().written() : String.join(", ", names(kind));
  }

  private void warnOfOrphans(String kind) {
    List<String> names = names(kind);
    settings
        .withPrefix(flow + "." + kind + ".")
        .forEach(
            (rest, setting) -> {
              if (names.stream().noneMatch(name -> rest.startsWith(name + "."))) {
                findings.warning(
                    "%s has no effect: %s=%s doesn't name it"
                        .formatted(setting.key(), key(kind), shownList(kind)));
              }
            });
  }
}
