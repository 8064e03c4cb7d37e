package io.chappe.heartbeat.importing;

import io.chappe.config.keys.KeyType;
import io.chappe.heartbeat.importing.draft.Draft;
import io.chappe.heartbeat.importing.text.Tree;
import io.chappe.heartbeat.importing.text.UnreadableInputException;
import io.chappe.naming.FlowId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;

/**
 * Connectors as they were posted to Connect, as Connect lists them, or as Strimzi's resources. They
 * are taken in MM2's order when all are read, those that copy first.
 */
final class ConnectorReader {
  private static final String CLASS = "connector.class";
  private static final String SOURCE_ALIAS = "source.cluster.alias";
  private static final String TARGET_ALIAS = "target.cluster.alias";

  /**
   * A connector.
   *
   * @param where file and name, for messages
   */
  private record Found(ConnectorKind kind, String where, Map<String, String> config) {}

  private final Draft draft;
  private final Flows flows;
  private final List<Found> found = new ArrayList<>();
  private int others;

  ConnectorReader(Draft draft, Flows flows) {
    this.draft = draft;
    this.flows = flows;
  }

  /** Reads a document of Connect's REST API, in any of its forms. */
  void readJson(String name, Tree document) {
    if (document instanceof Tree.Items several) {
      several.elements().forEach(each -> readJson(name, each));
      return;
    }
    Optional<Tree> info = document.child("info");
    if (info.isPresent()) {
      readJson(name, info.get());
    } else if (document.child("config").isPresent()) {
      String connector = document.text("name").orElse("a connector");
      read(name + ": " + connector, texts(name, document.child("config").get()));
    } else if (isListing(document)) {
      document.children().values().forEach(each -> readJson(name, each));
    } else if (document.children().isEmpty()) {
      throw new UnreadableInputException(
          name + ": must hold a connector, as {\"name\": ..., \"config\": {...}}");
    } else {
      read(name, texts(name, document));
    }
  }

  /** As {@code GET /connectors?expand=info} answers. */
  private static boolean isListing(Tree document) {
    return !document.children().isEmpty()
        && document.children().values().stream().allMatch(each -> each.child("info").isPresent());
  }

  /** Reads a KafkaConnector. */
  void readResource(String name, Tree resource) {
    Tree spec =
        resource
            .child("spec")
            .orElseThrow(() -> new UnreadableInputException(name + ": spec is missing"));
    String connector =
        resource.child("metadata").flatMap(each -> each.text("name")).orElse("a connector");
    Map<String, String> config =
        new LinkedHashMap<>(spec.child("config").map(each -> texts(name, each)).orElse(Map.of()));
    config.put(CLASS, spec.text("class").orElse(""));
    String state = spec.text("state").orElse("running");
    if (spec.text("pause").orElse("false").equals("true")) {
      state = "paused";
    }
    if (!state.equals("running")) {
      config.put(States.KEY, state);
    }
    read(name + ": " + connector, config);
  }

  /** Reads one connector's keys. */
  void read(String where, Map<String, String> config) {
    String className = config.getOrDefault(CLASS, "");
    if (className.isBlank()) {
      throw new UnreadableInputException(
          "%s: %s is missing: must be org.apache.kafka.connect.mirror.MirrorSourceConnector or another of MM2's"
              .formatted(where, CLASS));
    }
    Optional<ConnectorKind> kind = ConnectorKind.of(className);
    if (kind.isPresent()) {
      found.add(new Found(kind.get(), where, config));
    } else if (ReplicatorConnector.is(className)) {
      new ReplicatorConnector(draft, flows, where).take(config);
      others++;
    } else {
      draft.look("%s: is no connector of MM2 or Replicator; left out".formatted(where));
      others++;
    }
  }

  void end() {
    found.stream().sorted(Comparator.comparing(Found::kind)).forEach(this::take);
    flows.end();
    if (draft.clusters().isEmpty()) {
      throw new UnreadableInputException(
          others > 0
              ? "There is no connector of MM2 or Replicator: must be a MirrorSourceConnector or the like"
              : "There is nothing to import: must be a KafkaMirrorMaker2, a connector or mm2.properties");
    }
  }

  private void take(Found connector) {
    Map<String, String> config = new LinkedHashMap<>(connector.config());
    EmptyAlias.replace(draft, connector.where(), config);
    FlowId flow =
        new FlowId(
            alias(connector, config, SOURCE_ALIAS, Optional.empty()),
            alias(connector, config, TARGET_ALIAS, Optional.of("target")));
    flows.has(flow, connector.kind());
    States.take(draft, flow, connector.kind(), Optional.ofNullable(config.remove(States.KEY)));
    new MirrorConnector(draft, flow, connector.kind(), connector.where()).take(config);
  }

  private static String alias(
      Found connector, Map<String, String> config, String key, Optional<String> byDefault) {
    String alias = Optional.ofNullable(config.get(key)).or(() -> byDefault).orElse("");
    try {
      return KeyType.NAME.parse(alias);
    } catch (ConfigException e) {
      throw new UnreadableInputException(
          "%s: %s: must be the alias of a cluster: %s"
              .formatted(connector.where(), key, KeyType.NAME.expected()));
    }
  }

  private static Map<String, String> texts(String name, Tree config) {
    Map<String, String> texts = new LinkedHashMap<>();
    config
        .children()
        .forEach(
            (key, value) -> {
              if (!(value instanceof Tree.Leaf leaf)) {
                throw new UnreadableInputException(
                    "%s: %s: must be text, a number, true or false".formatted(name, key));
              }
              texts.put(key, leaf.text());
            });
    return texts;
  }
}
