package io.chappe.acceptance.security;

import static org.apache.kafka.common.acl.AclOperation.ALTER;
import static org.apache.kafka.common.acl.AclOperation.ALTER_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import io.chappe.acceptance.Service;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** What each service has to be allowed on each cluster: the table in security.md. */
final class Privileges {
  private static final String SOURCE = Login.ACL.source();

  private static final List<ResourcePattern> CLUSTER =
      List.of(new ResourcePattern(ResourceType.CLUSTER, "kafka-cluster", PatternType.LITERAL));

  private static final List<ResourcePattern> REPLICATED =
      List.of(topics(Login.ACL.stem()), topic("heartbeats"));

  private static final List<ResourcePattern> REMOTE =
      List.of(topics(SOURCE + "." + Login.ACL.stem()), topic(SOURCE + ".heartbeats"));

  private static final List<ResourcePattern> OFFSET_MAP =
      List.of(topic(SOURCE + ".offset-map.internal"));

  private static final List<ResourcePattern> CONFIG = List.of(topic("chappe.config.internal"));
  private static final List<ResourcePattern> STATUS = List.of(topic("chappe.status.internal"));

  /** All rows, in the order of the document. */
  static final List<Row> ROWS =
      List.of(
          row(
              Service.REPLICATOR,
              Side.SOURCE,
              "topics to replicate, `heartbeats`",
              REPLICATED,
              READ,
              DESCRIBE_CONFIGS),
          row(
              Service.REPLICATOR,
              Side.SOURCE,
              "group `chappe.<source>-><target>`",
              List.of(group("chappe." + Login.ACL.flow())),
              READ),
          row(Service.REPLICATOR, Side.SOURCE, "cluster", CLUSTER, DESCRIBE),
          row(
              Service.REPLICATOR,
              Side.TARGET,
              "remote topics, `<source>.heartbeats`",
              REMOTE,
              CREATE,
              WRITE,
              READ,
              ALTER_CONFIGS,
              ALTER,
              DELETE),
          row(
              Service.REPLICATOR,
              Side.TARGET,
              "topic `<source>.offset-map.internal`",
              OFFSET_MAP,
              CREATE,
              WRITE,
              READ,
              DESCRIBE_CONFIGS),
          row(
              Service.REPLICATOR,
              Side.TARGET,
              "transactional ids `chappe.<source>-><target>.*`",
              List.of(transactionalIds("chappe." + Login.ACL.flow() + ".")),
              WRITE),
          row(
              Service.REPLICATOR,
              Side.TARGET,
              "cluster",
              CLUSTER,
              DESCRIBE,
              ALTER,
              DESCRIBE_CONFIGS),
          row(
              Service.CHECKPOINT,
              Side.SOURCE,
              "groups to checkpoint",
              List.of(groups(Login.ACL.stem())),
              DESCRIBE),
          row(
              Service.CHECKPOINT,
              Side.SOURCE,
              "topics to replicate, `heartbeats`",
              REPLICATED,
              DESCRIBE),
          row(
              Service.CHECKPOINT,
              Side.SOURCE,
              "topic `mm2-offset-syncs.<target>.internal`",
              List.of(topic("mm2-offset-syncs." + Login.ACL.target() + ".internal")),
              CREATE,
              WRITE,
              READ),
          row(
              Service.CHECKPOINT,
              Side.TARGET,
              "topic `<source>.offset-map.internal`",
              OFFSET_MAP,
              READ),
          row(
              Service.CHECKPOINT,
              Side.TARGET,
              "topic `<source>.checkpoints.internal`",
              List.of(topic(SOURCE + ".checkpoints.internal")),
              CREATE,
              WRITE,
              READ),
          row(
              Service.CHECKPOINT,
              Side.TARGET,
              "remote topics, `<source>.heartbeats`",
              REMOTE,
              READ),
          row(
              Service.CHECKPOINT,
              Side.TARGET,
              "groups to sync",
              List.of(groups(Login.ACL.stem())),
              READ),
          row(
              Service.CHECKPOINT,
              Side.TARGET,
              "topic `chappe.checkpoint-shares.internal`",
              List.of(topic("chappe.checkpoint-shares.internal")),
              CREATE,
              READ),
          row(
              Service.CHECKPOINT,
              Side.TARGET,
              "group `chappe.checkpoints.<source>-><target>`",
              List.of(group("chappe.checkpoints." + Login.ACL.flow())),
              READ),
          row(
              Service.HEARTBEAT,
              Side.SOURCE,
              "topic `heartbeats`",
              List.of(topic("heartbeats")),
              CREATE,
              WRITE),
          row(
              Service.HEARTBEAT,
              Side.SOURCE,
              "group `chappe.heartbeats.<source>-><target>`",
              List.of(group("chappe.heartbeats." + Login.ACL.flow())),
              READ),
          row(
              Service.HEARTBEAT,
              Side.SOURCE,
              "topics to replicate",
              List.of(topics(Login.ACL.stem())),
              DESCRIBE),
          row(
              Service.HEARTBEAT,
              Side.SOURCE,
              "group `chappe.<source>-><target>`",
              List.of(group("chappe." + Login.ACL.flow())),
              DESCRIBE),
          row(
              Service.HEARTBEAT,
              Side.TARGET,
              "topic `<source>.heartbeats`",
              List.of(topic(SOURCE + ".heartbeats")),
              READ),
          row(
              Service.HEARTBEAT,
              Side.TARGET,
              "topic `<source>.checkpoints.internal`",
              List.of(topic(SOURCE + ".checkpoints.internal")),
              READ),
          each("topic `chappe.config.internal`", CONFIG, CREATE, READ),
          each("topic `chappe.status.internal`", STATUS, CREATE, WRITE),
          row(Service.HEARTBEAT, Side.HOME, "topic `chappe.config.internal`", CONFIG, WRITE),
          row(
              Service.HEARTBEAT,
              Side.HOME,
              "transactional id `chappe.config`",
              List.of(
                  new ResourcePattern(
                      ResourceType.TRANSACTIONAL_ID, "chappe.config", PatternType.LITERAL)),
              WRITE),
          row(Service.HEARTBEAT, Side.HOME, "topic `chappe.status.internal`", STATUS, READ));

  private Privileges() {}

  /** Which end of a flow, or the cluster with Chappe's own topics: here it is the target. */
  enum Side {
    SOURCE,
    TARGET,
    HOME
  }

  /**
   * One row.
   *
   * @param services which it is for: one, or each
   * @param resource as the document names it
   * @param patterns what that is in the test
   */
  record Row(
      List<Service> services,
      Side side,
      String resource,
      List<ResourcePattern> patterns,
      List<AclOperation> operations) {

    List<AclBinding> bindings() {
      return services.stream()
          .map(service -> "User:" + service.name().toLowerCase(Locale.ROOT))
          .flatMap(principal -> operations.stream().map(each -> allowed(principal, each)))
          .flatMap(entry -> patterns.stream().map(pattern -> new AclBinding(pattern, entry)))
          .toList();
    }

    private static AccessControlEntry allowed(String principal, AclOperation operation) {
      return new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW);
    }

    /** The row as it stands in the document. */
    String markdown() {
      return "| %s | %s | %s | %s |"
          .formatted(
              services.size() > 1 ? "each" : services.getFirst().name().toLowerCase(Locale.ROOT),
              side.name().toLowerCase(Locale.ROOT),
              resource,
              String.join(", ", operations.stream().map(Row::name).toList()));
    }

    private static String name(AclOperation operation) {
      StringBuilder name = new StringBuilder();
      for (String word : operation.name().split("_")) {
        name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
      }
      return name.toString();
    }
  }

  static List<AclBinding> bindings(Side side) {
    return ROWS.stream()
        .filter(row -> row.side() == side)
        .flatMap(row -> row.bindings().stream())
        .toList();
  }

  private static Row row(
      Service service,
      Side side,
      String resource,
      List<ResourcePattern> patterns,
      AclOperation... operations) {
    return new Row(List.of(service), side, resource, patterns, Stream.of(operations).toList());
  }

  private static Row each(
      String resource, List<ResourcePattern> patterns, AclOperation... operations) {
    return new Row(
        List.of(Service.values()), Side.HOME, resource, patterns, Stream.of(operations).toList());
  }

  private static ResourcePattern topic(String name) {
    return new ResourcePattern(ResourceType.TOPIC, name, PatternType.LITERAL);
  }

  private static ResourcePattern topics(String beginning) {
    return new ResourcePattern(ResourceType.TOPIC, beginning, PatternType.PREFIXED);
  }

  private static ResourcePattern group(String name) {
    return new ResourcePattern(ResourceType.GROUP, name, PatternType.LITERAL);
  }

  private static ResourcePattern groups(String beginning) {
    return new ResourcePattern(ResourceType.GROUP, beginning, PatternType.PREFIXED);
  }

  private static ResourcePattern transactionalIds(String beginning) {
    return new ResourcePattern(ResourceType.TRANSACTIONAL_ID, beginning, PatternType.PREFIXED);
  }
}
