package io.chappe.config.loading;

import io.chappe.config.keys.ChappeKeys;
import io.chappe.config.keys.ClientKeys;
import io.chappe.config.keys.ClosestName;
import io.chappe.config.keys.IgnoredKeys;
import io.chappe.config.keys.KeyDefinition;
import io.chappe.config.keys.KeyDefinition.Scope;
import io.chappe.config.keys.KeyPlace;
import io.chappe.config.keys.KeyText;
import io.chappe.config.keys.KeyType;
import io.chappe.config.keys.TopicKeys;
import io.chappe.naming.FlowId;
import io.chappe.naming.NamePattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;

/**
 * Looks at each line of the file by itself: is the key known, does it work where it stands, is the
 * value one. What MM2 ignores is ignored here too, but said.
 */
final class KeyCheck {
  /** Types whose parser says what is wrong, with a part of the value. */
  private static final Set<KeyType<?>> EXPLAINED = Set.of(KeyType.PATTERNS, KeyType.RENAMES);

  private static final Pattern COMMENT = Pattern.compile("\\s#");

  private final List<String> aliases;
  private final Settings settings;
  private final Findings findings;

  KeyCheck(List<String> aliases, Settings settings, Findings findings) {
    this.aliases = aliases;
    this.settings = settings;
    this.findings = findings;
  }

  void checkAll() {
    settings.all().forEach(this::check);
  }

  private void check(Setting setting) {
    if (setting.key().startsWith("${") || setting.key().contains("->${")) {
      findings.problem(
          KeyText.shown(setting.key())
              + ": a key has no ${...}, since config providers fill in values only: write the"
              + " cluster's alias itself");
      return;
    }
    switch (KeyPlace.of(setting.key(), aliases)) {
      case KeyPlace.TopLevel place -> checkTopLevel(setting, place.name());
      case KeyPlace.OfCluster place -> checkCluster(setting, place);
      case KeyPlace.OfFlow place -> checkFlow(setting, place);
      case KeyPlace.OfUnknownFlow place -> checkUnknownFlow(place.name());
    }
  }

  private void checkTopLevel(Setting setting, String name) {
    Optional<KeyDefinition<?>> known = definition(name);
    if (known.isPresent() && known.get().scope() != Scope.FLOW_ONLY) {
      checkValue(setting, known.get());
    } else if (known.isPresent()) {
      ignoredHere(name, "for all flows", anyFlow() + "." + name);
    } else if (ClientKeys.OF_CLUSTER.contains(name) || name.startsWith("config.providers.")) {
      return; // checked with the clients, and with the providers
    } else if (ChappeKeys.RENAMED.containsKey(name)) {
      renamed(name, ChappeKeys.RENAMED.get(name));
    } else if (isTransform(name)) {
      return; // checked with the flows
    } else if (IgnoredKeys.reason(name).isPresent()) {
      meaningless(name, IgnoredKeys.reason(name).get());
    } else if (name.startsWith("producer.override.")
        || name.matches("(source|target)\\.(consumer|producer|admin|cluster)\\..+")) {
      ignoredHere(name, "for all flows", anyFlow() + "." + name);
    } else if (kindIn(name).isPresent()) {
      ignoredHere(name, "for all clusters", anyAlias() + "." + name);
    } else if (!ClientKeys.kindsWith(name).isEmpty()) {
      ignoredHere(name, "without a client", ofClients(anyAlias(), name));
    } else {
      unknown(name, topLevelNames());
    }
  }

  private void checkCluster(Setting setting, KeyPlace.OfCluster place) {
    String name = place.name();
    Optional<String> kind = kindIn(name);
    if (ClientKeys.OF_CLUSTER.contains(name)) {
      return; // checked with the clients
    } else if (name.startsWith("producer.override.")) {
      ignoredHere(setting.key(), "for a cluster", flowInto(place.alias()) + "." + name);
    } else if (kind.isPresent()) {
      checkClientKey(setting.key(), kind.get(), name.substring(kind.get().length() + 1));
    } else if (definition(name).isPresent()) {
      checkMisplaced(setting.key(), place, definition(name).get());
    } else if (IgnoredKeys.reason(setting.key()).isPresent()) {
      // Such as source.cluster.alias, where a cluster is called "source".
      meaningless(setting.key(), IgnoredKeys.reason(setting.key()).get());
    } else if (IgnoredKeys.reason(name).isPresent()) {
      meaningless(setting.key(), IgnoredKeys.reason(name).get());
    } else if (!ClientKeys.kindsWith(name).isEmpty()) {
      ignoredHere(setting.key(), "without a client", ofClients(place.alias(), name));
    } else if (isTransform(name)) {
      ignoredHere(setting.key(), "for a cluster", flowFrom(place.alias()) + "." + name);
    } else {
      unknown(setting.key(), prefixed(place.alias(), ClientKeys.withPrefix()));
    }
  }

  private void checkMisplaced(String key, KeyPlace.OfCluster place, KeyDefinition<?> definition) {
    String better =
        switch (definition.scope()) {
          case FILE -> definition.name();
          case FLOW_ONLY -> flowInto(place.alias()) + "." + definition.name();
          case FLOW ->
              "%s.%s for one flow, or %s for all"
                  .formatted(flowOf(place.alias()), definition.name(), definition.name());
        };
    ignoredHere(key, "for a cluster", better);
  }

  private void checkFlow(Setting setting, KeyPlace.OfFlow place) {
    String name = place.name();
    Optional<KeyDefinition<?>> known = definition(name);
    if (known.isPresent() && known.get().scope() != Scope.FILE) {
      checkValue(setting, known.get());
    } else if (known.isPresent()) {
      ignoredHere(setting.key(), "for a flow", name);
    } else if (ChappeKeys.RENAMED.containsKey(name)) {
      renamed(setting.key(), place.flow() + "." + ChappeKeys.RENAMED.get(name));
    } else if (isTransform(name)) {
      return; // checked with the flows
    } else if (IgnoredKeys.reason(name).isPresent()) {
      meaningless(setting.key(), IgnoredKeys.reason(name).get());
    } else if (!new FlowClientKeyCheck(settings, findings).check(setting, place)) {
      unknown(setting.key(), prefixed(place.flow().toString(), flowNames()));
    }
  }

  private void checkUnknownFlow(String key) {
    findings.warning(
        "%s is ignored: a flow's key is <source>-><target>.<key> with both in clusters=%s"
            .formatted(KeyText.shown(key), String.join(", ", aliases)));
  }

  private void checkClientKey(String key, String kind, String clientKey) {
    FlowClientKeyCheck.checkClientKey(findings, key, kind, clientKey);
  }

  private void checkValue(Setting setting, KeyDefinition<?> definition) {
    if (COMMENT.matcher(setting.written()).find()) {
      findings.warning(
          setting.key()
              + " has a # behind its value, which is a part of it there: a comment is a line of its own");
    }
    if (setting.isProvided() && ChappeKeys.NAMING.contains(definition)) {
      findings.problem(setting, ConfigLoader.NOT_PROVIDED);
    }
    try {
      definition.type().expressions(setting.value()).stream()
          .filter(each -> NamePattern.of(each).isTooSlow())
          .findFirst()
          .ifPresent(
              each ->
                  findings.problem(
                      setting,
                      "has an expression that needs too many steps: write it without nested or many repetitions"));
    } catch (ConfigException e) {
      String detail =
          EXPLAINED.contains(definition.type()) && setting.written().equals(setting.value())
              ? " (" + e.getMessage() + ")"
              : "";
      findings.problem(setting, "must be " + definition.type().expected() + detail);
    }
  }

  private void unknown(String key, List<String> candidates) {
    if (!KeyText.looksLikeAKey(key)) {
      findings.warning(
          KeyText.shown(key)
              + " looks like a part of a value: all lines of a value but the last must end with a backslash");
      return;
    }
    Optional<Setting> setting = settings.get(key);
    if (setting.isPresent() && setting.get().written().startsWith("->")) {
      findings.warning(
          key + " is followed by a space: a flow's key has none, as " + anyFlow() + ".enabled");
      return;
    }
    findings.warning(
        "%s is not known and ignored%s"
            .formatted(
                key,
                ClosestName.to(key, candidates)
                    .map(name -> ": did you mean " + name + "?")
                    .orElse("")));
  }

  private void ignoredHere(String key, String where, String better) {
    findings.warning("%s is ignored %s, as in MM2: write %s".formatted(key, where, better));
  }

  private void renamed(String key, String better) {
    findings.warning("%s is ignored, as in MM2 since 4.0: write %s".formatted(key, better));
  }

  private void meaningless(String key, String reason) {
    findings.warning("%s has no effect here: %s".formatted(key, reason));
  }

  private List<String> topLevelNames() {
    List<String> names = new ArrayList<>(ClientKeys.OF_CLUSTER);
    names.addAll(ChappeKeys.ALL.stream().map(KeyDefinition::name).toList());
    aliases.forEach(alias -> names.addAll(prefixed(alias, List.copyOf(ClientKeys.OF_CLUSTER))));
    return names;
  }

  private static List<String> flowNames() {
    List<String> names = new ArrayList<>(ClientKeys.withPrefix());
    ChappeKeys.ALL.stream()
        .filter(known -> known.scope() != Scope.FILE)
        .forEach(known -> names.add(known.name()));
    return names;
  }

  private static List<String> prefixed(String prefix, List<String> names) {
    return names.stream().map(name -> prefix + "." + name).toList();
  }

  private static Optional<KeyDefinition<?>> definition(String name) {
    return ChappeKeys.ALL.stream()
        .filter(known -> known.name().equals(name))
        .<KeyDefinition<?>>map(known -> known)
        .findFirst();
  }

  private static Optional<String> kindIn(String name) {
    return ClientKeys.KINDS.stream().filter(kind -> name.startsWith(kind + ".")).findFirst();
  }

  private static boolean isTransform(String name) {
    return name.matches("(transforms|predicates)(\\..*)?");
  }

  private static String ofClients(String alias, String name) {
    return String.join(
        " or ",
        ClientKeys.kindsWith(name).stream().map(kind -> alias + "." + kind + "." + name).toList());
  }

  private String anyAlias() {
    return aliases.getFirst();
  }

  private String anyFlow() {
    return flowFrom(anyAlias());
  }

  private String flowFrom(String alias) {
    return example(others(alias).map(other -> new FlowId(alias, other)).toList())
        .orElse(alias + "-><other>");
  }

  /** Rather one that is enabled than one that begins there. */
  private String flowOf(String alias) {
    return others(alias)
        .flatMap(other -> Stream.of(new FlowId(alias, other), new FlowId(other, alias)))
        .filter(this::isEnabled)
        .findFirst()
        .map(FlowId::toString)
        .orElseGet(() -> flowFrom(alias));
  }

  private String flowInto(String alias) {
    return example(others(alias).map(other -> new FlowId(other, alias)).toList())
        .orElse("<other>->" + alias);
  }

  private Stream<String> others(String alias) {
    return aliases.stream().filter(other -> !other.equals(alias));
  }

  /** One that is enabled, so that the key that is named works. */
  private Optional<String> example(List<FlowId> flows) {
    return flows.stream()
        .filter(this::isEnabled)
        .findFirst()
        .or(() -> flows.stream().findFirst())
        .map(FlowId::toString);
  }

  private boolean isEnabled(FlowId flow) {
    return settings
        .get(flow + "." + TopicKeys.ENABLED.name())
        .filter(setting -> setting.value().trim().equals("true"))
        .isPresent();
  }
}
