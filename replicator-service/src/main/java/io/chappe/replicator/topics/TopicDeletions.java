package io.chappe.replicator.topics;

import io.chappe.config.FlowConfig;
import io.chappe.offsetmap.Incarnation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes a remote topic when its source topic was deleted. The one thing here that can't be
 * undone, so only what was seen with own eyes counts: the topic was in the catalog, then was gone
 * for a while, and the source, which still is the same cluster, says that there is no such topic
 * (not: that we may not see it). What was deleted while no instance ran stays. The remote topic is
 * deleted by its id, so one that was created since is safe. Used by one thread.
 */
final class TopicDeletions {
  /** How long a topic must be gone: a broker that lags behind catches up, a mistake is undone. */
  static final Duration GRACE = Duration.ofSeconds(10);

  private static final Logger LOGGER = LoggerFactory.getLogger(TopicDeletions.class);

  private static final Exception NO_ID =
      new UnsupportedOperationException(
          "the target gives topics no ids (before Kafka 2.8), and by its name alone one that was created since might be deleted");

  private record Gone(String topic, RemoteTopic remote, long since) {}

  private final FlowConfig flow;
  private final ClusterCalls source;
  private final ClusterCalls target;
  private final TopicsObserver observer;
  private final LongSupplier nanoTime;
  private final FailureBook<String> failures;
  private final Map<String, Gone> gone = new HashMap<>();
  private String sourceClusterId;

  TopicDeletions(
      FlowConfig flow,
      ClusterCalls source,
      ClusterCalls target,
      TopicsObserver observer,
      LongSupplier nanoTime) {
    this.flow = flow;
    this.source = source;
    this.target = target;
    this.observer = observer;
    this.nanoTime = nanoTime;
    this.failures = new FailureBook<>(nanoTime);
  }

  /** What could not be deleted, by source topic. */
  Map<String, String> problems() {
    return failures.reasons();
  }

  /** Notes which topics are gone since the last look, and which are back. */
  void notice(Catalog before, Map<String, SourceTopic> now) {
    before
        .remotes()
        .forEach(
            (topic, remote) -> {
              if (!now.containsKey(topic)) {
                gone.putIfAbsent(topic, new Gone(topic, remote, nanoTime.getAsLong()));
              }
            });
    gone.keySet().removeAll(now.keySet());
    failures.retain(gone.keySet());
  }

  /** Deletes what has been gone for long enough. */
  void deleteDue() throws ClusterUnavailableException, InterruptedException {
    if (!isSameSource()) {
      return;
    }
    List<Gone> due =
        gone.values().stream()
            .filter(each -> nanoTime.getAsLong() - each.since >= GRACE.toNanos())
            .filter(each -> failures.isDue(each.topic))
            .toList();
    List<Gone> deleted = due.isEmpty() ? List.of() : deletedOnSource(due);
    if (!deleted.isEmpty()) {
      delete(deleted);
    }
  }

  /** A cluster that was set up anew under the same alias has lost its topics, not deleted them. */
  private boolean isSameSource() throws ClusterUnavailableException, InterruptedException {
    String id = source.await(source.admin().describeCluster().clusterId());
    boolean same = sourceClusterId == null || sourceClusterId.equals(id);
    if (!same) {
      LOGGER.warn(
          "source is another cluster now, no remote topic is deleted flow={} before={} now={}",
          flow.id(),
          sourceClusterId,
          id);
      gone.clear();
    }
    sourceClusterId = id;
    return same;
  }

  private List<Gone> deletedOnSource(List<Gone> due)
      throws ClusterUnavailableException, InterruptedException {
    Map<String, KafkaFuture<TopicDescription>> futures =
        source.admin().describeTopics(due.stream().map(Gone::topic).toList()).topicNameValues();
    Answers<String, TopicDescription> answers = source.await(futures);
    List<Gone> deleted = new ArrayList<>();
    for (Gone each : due) {
      Exception error = answers.errors().get(each.topic);
      if (error instanceof UnknownTopicOrPartitionException) {
        deleted.add(each);
      } else if (error == null) {
        gone.remove(each.topic);
      } else {
        failed(each, error);
      }
    }
    return deleted;
  }

  private void delete(List<Gone> deleted) throws ClusterUnavailableException, InterruptedException {
    List<Gone> known =
        deleted.stream().filter(each -> Incarnation.isKnown(each.remote.id())).toList();
    for (Gone each : deleted) {
      if (!known.contains(each)) {
        failed(each, NO_ID);
      }
    }
    if (!known.isEmpty()) {
      deleteById(known);
    }
  }

  private void deleteById(List<Gone> deleted)
      throws ClusterUnavailableException, InterruptedException {
    Map<Uuid, Gone> byId =
        deleted.stream().collect(Collectors.toMap(each -> each.remote.id(), each -> each));
    Answers<Uuid, Void> answers =
        target.await(
            target.admin().deleteTopics(TopicCollection.ofTopicIds(byId.keySet())).topicIdValues());
    for (Gone each : deleted) {
      Exception error = answers.errors().get(each.remote.id());
      if (error == null || error instanceof UnknownTopicIdException) {
        gone.remove(each.topic);
        failures.succeeded(each.topic);
        LOGGER.info(
            "remote topic deleted, as its source topic was flow={} topic={} remote={} id={}",
            flow.id(),
            each.topic,
            each.remote.name(),
            each.remote.id());
      } else {
        failed(each, error);
      }
    }
  }

  private void failed(Gone topic, Exception error) {
    observer.failed(FailureKind.TOPIC_DELETION, topic.topic);
    String reason = ClusterCalls.reason(error);
    if (failures.failed(topic.topic, reason)) {
      LOGGER.warn(
          "remote topic not deleted, will be tried again flow={} topic={} remote={} reason={}",
          flow.id(),
          topic.topic,
          topic.remote.name(),
          reason);
    }
  }
}
