package io.chappe.heartbeat.importing;

import io.chappe.heartbeat.importing.draft.Draft;
import io.chappe.heartbeat.importing.text.Tree;
import io.chappe.heartbeat.importing.text.UnreadableInputException;
import io.chappe.naming.FlowId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Strimzi's KafkaMirrorMaker2, in the forms of v1beta2 (a list of clusters) and v1 (a target, and a
 * source in each mirror).
 */
final class MirrorResource {
  private static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry("replicas", "the chart's services.replicator.replicas"),
          Map.entry("image", "the chart's image"),
          Map.entry("resources", "the chart's services.<service>.resources"),
          Map.entry("template", "the chart's values"),
          Map.entry("livenessProbe", "the chart, which has probes at /q/health"),
          Map.entry("readinessProbe", "the chart, which has probes at /q/health"),
          Map.entry("jvmOptions", "JAVA_TOOL_OPTIONS in the chart's env"),
          Map.entry("jmxOptions", "nothing here: metrics are served at /q/metrics"),
          Map.entry("metricsConfig", "nothing here: metrics are always served at /q/metrics"),
          Map.entry(
              "logging",
              "Quarkus: QUARKUS_LOG_LEVEL and QUARKUS_LOG_CATEGORY__*__LEVEL in the chart's env"),
          Map.entry("tracing", "nothing here: there is no tracing"));

  private static final Set<String> NOTHING = Set.of("version", "clientRackInitImage");
  private static final Set<String> READ =
      Set.of("connectCluster", "clusters", "mirrors", "target", "rack", "externalConfiguration");
  private static final Set<String> OF_CONNECTOR =
      Set.of("tasksMax", "autoRestart", "version", "listOffsets", "alterOffsets");

  private final Draft draft;
  private final Flows flows;
  private final String secrets;

  MirrorResource(Draft draft, Flows flows, String secrets) {
    this.draft = draft;
    this.flows = flows;
    this.secrets = secrets;
  }

  /** Reads a resource. */
  void read(String file, Tree resource) {
    String name =
        resource.child("metadata").flatMap(each -> each.text("name")).orElse("a KafkaMirrorMaker2");
    Tree spec =
        resource
            .child("spec")
            .orElseThrow(
                () ->
                    new UnreadableInputException("%s: %s: spec is missing".formatted(file, name)));
    String where = file + ": " + name;
    spec.children().keySet().forEach(field -> field(where, field));
    ExternalConfiguration.read(draft, spec, secrets);
    clusters(where, spec);
    List<Tree> mirrors = spec.child("mirrors").map(Tree::elements).orElse(List.of());
    if (mirrors.isEmpty()) {
      throw new UnreadableInputException(
          "%s: spec.mirrors is missing: must list at least one source and its connectors"
              .formatted(where));
    }
    mirrors.forEach(mirror -> mirror(where, spec, mirror));
  }

  private void field(String where, String field) {
    String place = ELSEWHERE.get(field);
    if (place != null) {
      draft.elsewhere("%s: spec.%s is the business of %s".formatted(where, field, place));
    } else if (NOTHING.contains(field)) {
      draft.nothing("%s: spec.%s has no effect here".formatted(where, field));
    } else if (!READ.contains(field)) {
      draft.look("%s: spec.%s isn't known and left out".formatted(where, field));
    }
  }

  private void clusters(String where, Tree spec) {
    String connect = spec.text("connectCluster").orElse("");
    for (Tree cluster : spec.child("clusters").map(Tree::elements).orElse(List.of())) {
      boolean isTarget = connect.equals(cluster.text("alias").orElse(""));
      new MirrorCluster(draft, secrets, where + ": spec.clusters").read(cluster, isTarget);
    }
    spec.child("target")
        .ifPresent(
            target ->
                new MirrorCluster(draft, secrets, where + ": spec.target").read(target, true));
    for (Tree mirror : spec.child("mirrors").map(Tree::elements).orElse(List.of())) {
      mirror
          .child("source")
          .ifPresent(
              source ->
                  new MirrorCluster(draft, secrets, where + ": spec.mirrors").read(source, false));
    }
  }

  private void mirror(String where, Tree spec, Tree mirror) {
    FlowId flow = flow(where, spec, mirror);
    for (ConnectorKind kind : ConnectorKind.values()) {
      String field = kind.className().replace("Mirror", "");
      String name = Character.toLowerCase(field.charAt(0)) + field.substring(1);
      mirror
          .child(name)
          .ifPresent(
              connector ->
                  connector(where + ": " + flow + ": " + name, flow, kind, mirror, connector));
    }
    if (mirror.child("sourceConnector").isEmpty()) {
      flows.has(flow, ConnectorKind.HEARTBEAT);
    }
    spec.child("rack").ifPresent(rack -> rack(flow, rack));
  }

  private static FlowId flow(String where, Tree spec, Tree mirror) {
    Optional<String> source =
        mirror
            .child("source")
            .flatMap(each -> each.text("alias"))
            .or(() -> mirror.text("sourceCluster"));
    Optional<String> target =
        spec.child("target")
            .flatMap(each -> each.text("alias"))
            .or(() -> mirror.text("targetCluster"))
            .or(() -> spec.text("connectCluster"));
    if (source.isEmpty() || target.isEmpty()) {
      throw new UnreadableInputException(
          "%s: line %d: a mirror must name its source and its target: source.alias and spec.target.alias, or sourceCluster and targetCluster"
              .formatted(where, mirror.line()));
    }
    return new FlowId(source.get(), target.get());
  }

  private void connector(
      String where, FlowId flow, ConnectorKind kind, Tree mirror, Tree connector) {
    flows.has(flow, kind);
    Optional<String> state = connector.text("state");
    if (connector.text("pause").orElse("false").equals("true")) {
      state = state.or(() -> Optional.of("paused"));
    }
    States.take(draft, flow, kind, state);
    OF_CONNECTOR.stream()
        .sorted()
        .filter(field -> connector.child(field).isPresent())
        .forEach(
            field ->
                draft.nothing(
                    "%s has no effect here: there are no connectors and tasks".formatted(field)));
    Map<String, String> config =
        new LinkedHashMap<>(
            connector.child("config").map(each -> texts(where, each)).orElse(Map.of()));
    patterns(mirror, kind, config);
    new MirrorConnector(draft, flow, kind, where).take(config);
  }

  /** The patterns of the mirror win over the connector's, as with Strimzi. */
  private static void patterns(Tree mirror, ConnectorKind kind, Map<String, String> config) {
    if (kind == ConnectorKind.HEARTBEAT) {
      return;
    }
    pattern(mirror, config, "topics", "topicsPattern");
    pattern(mirror, config, "topics.exclude", "topicsBlacklistPattern", "topicsExcludePattern");
    if (kind == ConnectorKind.CHECKPOINT) {
      pattern(mirror, config, "groups", "groupsPattern");
      pattern(mirror, config, "groups.exclude", "groupsBlacklistPattern", "groupsExcludePattern");
    }
  }

  private static void pattern(
      Tree mirror, Map<String, String> config, String key, String... fields) {
    for (String field : fields) {
      mirror.text(field).ifPresent(pattern -> config.put(key, pattern));
    }
  }

  private void rack(FlowId flow, Tree rack) {
    String variable = "CLIENT_RACK";
    draft.set(flow.source() + ".consumer.client.rack", "${env:" + variable + "}", "spec.rack");
    draft.variable(
        variable,
        "the node's label " + rack.text("topologyKey").orElse("topology.kubernetes.io/zone"));
  }

  private static Map<String, String> texts(String where, Tree config) {
    Map<String, String> texts = new LinkedHashMap<>();
    config
        .children()
        .forEach(
            (key, value) -> {
              if (!(value instanceof Tree.Leaf leaf)) {
                throw new UnreadableInputException(
                    "%s: line %d: config.%s: must be text, a number, true or false"
                        .formatted(where, value.line(), key));
              }
              texts.put(key, leaf.text());
            });
    return texts;
  }
}
