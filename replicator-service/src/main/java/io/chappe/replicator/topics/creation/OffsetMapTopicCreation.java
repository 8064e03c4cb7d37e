package io.chappe.replicator.topics.creation;

import io.chappe.config.FlowConfig;
import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.replicator.topics.catalog.CatalogListener;
import io.chappe.replicator.topics.catalog.RemoteTopic;
import io.chappe.replicator.topics.cluster.Answers;
import io.chappe.replicator.topics.cluster.ClusterCalls;
import io.chappe.replicator.topics.cluster.ClusterUnavailableException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the topic of the flow's offset map exist on the target, since nothing is copied without,
 * and notices if it is deleted or can't be relied on. Used by one thread.
 */
public final class OffsetMapTopicCreation {
  private static final Logger LOGGER = LoggerFactory.getLogger(OffsetMapTopicCreation.class);

  /**
   * Owners read a whole partition of it when they take over. Must never change for a topic that
   * exists.
   */
  private static final int PARTITIONS = 8;

  /** From so many replicas on, a write can wait for a second one and one broker may be away. */
  private static final int SAFE_REPLICAS = 3;

  /** Small segments are cleaned soon, so that little has to be read. */
  private static final Map<String, String> CONFIGURATION =
      Map.of(
          TopicConfig.CLEANUP_POLICY_CONFIG,
          TopicConfig.CLEANUP_POLICY_COMPACT,
          TopicConfig.SEGMENT_BYTES_CONFIG,
          Integer.toString(16 * 1024 * 1024));

  /** A map that isn't compacted would grow for ever, or be lost. */
  private static final Set<String> REQUIRED = Set.of(TopicConfig.CLEANUP_POLICY_CONFIG);

  private final FlowConfig flow;
  private final ClusterCalls target;
  private final LenientCreation creation;
  private final MapTopicCheck check;
  private final MapTopicMemory memory;
  private final CatalogListener listener;
  private final String name;
  private boolean missingSaid;
  private Optional<Failure> lastProblem = Optional.empty();

  public OffsetMapTopicCreation(
      FlowConfig flow, ClusterCalls target, MapTopicMemory memory, CatalogListener listener) {
    this.flow = flow;
    this.target = target;
    this.creation = new LenientCreation(flow.id(), target);
    this.check = new MapTopicCheck(flow, target);
    this.memory = memory;
    this.listener = listener;
    this.name = flow.naming().offsetMapTopic();
  }

  /** Looks at it, and creates it if it isn't there. */
  public void ensure() throws ClusterUnavailableException, InterruptedException {
    Answers<String, TopicDescription> answers =
        target.await(target.admin().describeTopics(List.of(name)).topicNameValues());
    TopicDescription seen = answers.values().get(name);
    Exception error = answers.errors().get(name);
    if (seen != null) {
      found(new RemoteTopic(name, seen.topicId(), seen.partitions().size()));
      judge(seen);
    } else if (error instanceof UnknownTopicOrPartitionException) {
      create();
    } else {
      report("offset-map topic can't be looked at: ", error);
    }
  }

  private void create() throws ClusterUnavailableException, InterruptedException {
    Answers<String, RemoteTopic> answers = creation.create(List.of(wanted()));
    RemoteTopic created = answers.values().get(name);
    Exception error = answers.errors().get(name);
    if (created != null) {
      LOGGER.info("offset map topic created: flow={} topic={}", flow.id(), name);
      lastProblem = Optional.empty();
      found(created);
    } else if (!(error instanceof TopicExistsException)) {
      sayMissing();
      report("offset-map topic can't be created, nothing is copied until it is: ", error);
    }
  }

  /** The topic to create. */
  LenientCreation.Wanted wanted() throws ClusterUnavailableException, InterruptedException {
    short factor = flow.topics().offsetMapReplicationFactor();
    int partitions = memory.known().map(RemoteTopic::partitions).orElse(PARTITIONS);
    LenientCreation.Wanted plain =
        new LenientCreation.Wanted(name, partitions, factor, CONFIGURATION, REQUIRED);
    if (creation.replicationFactorOf(plain) < SAFE_REPLICAS) {
      return plain;
    }
    Map<String, String> durable = new HashMap<>(CONFIGURATION);
    durable.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "2");
    return new LenientCreation.Wanted(name, partitions, factor, durable, REQUIRED);
  }

  private void found(RemoteTopic topic) {
    int before = memory.known().map(RemoteTopic::partitions).orElse(topic.partitions());
    if (memory.replacedBy(topic)) {
      sayMissing();
      missingSaid = false;
      LOGGER.warn(
          "offset map is written again from memory: flow={} topic={} partitions={} before={}",
          flow.id(),
          name,
          topic.partitions(),
          before);
      listener.offsetMapLost();
    }
  }

  private void sayMissing() {
    if (!missingSaid && memory.known().isPresent()) {
      missingSaid = true;
      LOGGER.error(
          "offset map topic was deleted while the flow runs: flow={} topic={}", flow.id(), name);
    }
  }

  private void judge(TopicDescription seen)
      throws ClusterUnavailableException, InterruptedException {
    RemoteTopic known = memory.known().orElseThrow();
    if (!known.id().equals(seen.topicId())) {
      return;
    }
    Optional<String> problem = check.problemOf(seen, known.partitions());
    if (problem.isPresent()) {
      report(new Failure.StopFlow(Reason.OFFSET_MAP_UNUSABLE, problem.get()));
    } else {
      works();
    }
    listener.offsetMapUsable(problem.isEmpty());
  }

  private void works() {
    if (lastProblem.isPresent()) {
      LOGGER.info("offset map topic can be used again: flow={} topic={}", flow.id(), name);
    }
    lastProblem = Optional.empty();
  }

  private void report(String what, Exception error) {
    Failure failure = ClusterCalls.failure(error);
    report(new Failure.Retry(failure.reason(), what + failure.message()));
  }

  private void report(Failure problem) {
    if (!lastProblem.equals(Optional.of(problem))) {
      lastProblem = Optional.of(problem);
      LOGGER.error(
          "{}: flow={} topic={} reason={}", problem.message(), flow.id(), name, problem.reason());
    }
  }

  /** What stands in the way; empty if nothing does. */
  public Optional<Failure> problem() {
    return lastProblem;
  }
}
