package io.chappe.replicator.topics;

import io.chappe.config.FlowConfig;
import io.chappe.config.TopicSelection;
import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.offsetmap.Incarnation;
import io.chappe.replicator.topics.catalog.FailureBook;
import io.chappe.replicator.topics.catalog.SourceTopic;
import io.chappe.replicator.topics.catalog.TopicsObserver;
import io.chappe.replicator.topics.cluster.Answers;
import io.chappe.replicator.topics.cluster.ClusterCalls;
import io.chappe.replicator.topics.cluster.ClusterUnavailableException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Looks at the source cluster for the topics to replicate. Used by one thread. */
final class Discovery {
  private static final Logger LOGGER = LoggerFactory.getLogger(Discovery.class);

  /** How many topics are described in one call. */
  private static final int CHUNK = 500;

  private static final int NAMES_IN_A_LINE = 10;

  private final FlowConfig flow;
  private final RemoteNames names;
  private final ClusterCalls source;
  private final TopicsMemory memory;
  private final TopicsObserver observer;
  private final TopicSelection selection;
  private final FailureBook<String> failures;
  private Map<String, String> refused = Map.of();
  private Map<String, String> troubled = Map.of();
  private Map<String, SourceTopic> known = Map.of();

  Discovery(
      FlowConfig flow,
      RemoteNames names,
      ClusterCalls source,
      TopicsMemory memory,
      TopicsObserver observer,
      LongSupplier nanoTime) {
    this.flow = flow;
    this.names = names;
    this.source = source;
    this.memory = memory;
    this.observer = observer;
    this.selection = new TopicSelection(flow);
    this.failures = new FailureBook<>(nanoTime);
  }

  /** The topics to replicate, by source name, as they are now. */
  Map<String, SourceTopic> look() throws ClusterUnavailableException, InterruptedException {
    long askedMs = memory.nowMs();
    Collection<TopicListing> listings = source.await(source.admin().listTopics().listings());
    memory.seen().listed(listings.stream().map(TopicListing::topicId).toList(), askedMs);
    Map<String, String> wanted = select(listings);
    Map<String, SourceTopic> found = new HashMap<>();
    for (List<String> names : ClusterCalls.chunks(List.copyOf(wanted.keySet()), CHUNK)) {
      describe(names, wanted, found);
    }
    failures.retain(wanted.keySet());
    found.values().forEach(topic -> memory.seen().described(topic.id(), topic.partitions()));
    learnWhetherAllIsListed(found.values());
    known = Map.copyOf(found);
    observer.discovered(
        known.size(), known.values().stream().mapToInt(SourceTopic::partitions).sum());
    return known;
  }

  /** Leaves the names of remote topics to others. */
  void close() {
    names.forget(this, flow.id());
  }

  /** Asks when a topic is new: who may read it only now could take an old one for new. */
  private void learnWhetherAllIsListed(Collection<SourceTopic> topics)
      throws ClusterUnavailableException, InterruptedException {
    boolean asks =
        !memory.isEverythingListed()
            && topics.stream()
                .filter(topic -> !known.containsKey(topic.name()))
                .anyMatch(topic -> memory.seen().missingMs(topic.id()).isPresent());
    if (asks && SourceAuthorizer.isMissing(source)) {
      memory.everythingIsListed();
    }
  }

  /** Topics that should be replicated and are not, and why. */
  Map<String, Failure> problems() {
    Map<String, Failure> problems = new HashMap<>(failures.failures());
    troubled.forEach(
        (topic, why) ->
            problems.put(topic, new Failure.StopPartition(Reason.REMOTE_NAME_UNUSABLE, why)));
    return problems;
  }

  /**
   * Topics that the filter asks for and that must not be replicated, and why. In a flow that has
   * one the other way these are all its copies, so nothing is wrong with them.
   */
  Map<String, String> refused() {
    return refused;
  }

  /** Remote names by the names of the wanted topics. Logs what is left out, once. */
  private Map<String, String> select(Collection<TopicListing> listings) {
    TopicSelection.Choice choice =
        selection.choose(listings.stream().map(TopicListing::name).toList(), known.keySet());
    Map<String, String> clashes = names.want(this, flow, choice.wanted());
    choice.wanted().keySet().removeAll(clashes.keySet());
    choice.troubled().putAll(clashes);
    logNew(Level.INFO, refused, choice.refused());
    logNew(Level.WARN, troubled, choice.troubled());
    refused = Map.copyOf(choice.refused());
    troubled = Map.copyOf(choice.troubled());
    return choice.wanted();
  }

  /** One line for each reason: copies from the other direction can be many. */
  private void logNew(Level level, Map<String, String> before, Map<String, String> now) {
    Map<String, List<String>> topicsByReason =
        now.keySet().stream()
            .filter(topic -> !now.get(topic).equals(before.get(topic)))
            .collect(Collectors.groupingBy(now::get));
    topicsByReason.forEach(
        (reason, topics) ->
            LOGGER
                .atLevel(level)
                .log(
                    "not replicated: flow={} topics={} count={} reason={}",
                    flow.id(),
                    topics.stream().limit(NAMES_IN_A_LINE).toList(),
                    topics.size(),
                    reason));
  }

  private void describe(
      List<String> names, Map<String, String> remoteNames, Map<String, SourceTopic> found)
      throws ClusterUnavailableException, InterruptedException {
    Answers<String, TopicDescription> answers =
        source.await(source.admin().describeTopics(names).topicNameValues());
    answers
        .values()
        .forEach(
            (name, description) -> {
              failures.succeeded(name);
              found.put(name, merge(description, remoteNames.get(name)));
            });
    answers
        .errors()
        .forEach(
            (name, error) -> {
              SourceTopic before = known.get(name);
              if (before != null) {
                found.put(name, before);
              }
              // Deleted since it was listed, or too new for the broker that was asked: the next
              // look tells.
              if (!(error instanceof UnknownTopicOrPartitionException)) {
                failed(name, error);
              }
            });
  }

  /**
   * A broker that lags behind may answer with fewer partitions than seen: a topic never shrinks.
   */
  private SourceTopic merge(TopicDescription seen, String remoteName) {
    SourceTopic before = known.get(seen.name());
    int partitions = seen.partitions().size();
    // Without an id it may be another topic, with fewer.
    if (before != null
        && Incarnation.isKnown(seen.topicId())
        && Incarnation.isSame(before.id(), seen.topicId())) {
      partitions = Math.max(partitions, before.partitions());
    }
    return new SourceTopic(seen.name(), seen.topicId(), partitions, remoteName);
  }

  private void failed(String topic, Exception error) {
    Failure failure = ClusterCalls.failure(error);
    observer.failed(failure, topic);
    if (failures.failed(topic, failure)) {
      LOGGER.warn(
          "topic can't be described: flow={} topic={} reason={} message=\"{}\"",
          flow.id(),
          topic,
          failure.reason(),
          failure.message());
    }
  }
}
