package io.chappe.replicator.topics.properties;

import io.chappe.config.FlowConfig;
import io.chappe.failure.Failure;
import io.chappe.replicator.topics.catalog.Catalog;
import io.chappe.replicator.topics.catalog.FailureBook;
import io.chappe.replicator.topics.catalog.TopicsObserver;
import io.chappe.replicator.topics.cluster.Answers;
import io.chappe.replicator.topics.cluster.ClusterCalls;
import io.chappe.replicator.topics.cluster.ClusterUnavailableException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the configurations of remote topics as those of their source topics are. Reads both, and
 * alters only what differs. Used by one thread.
 */
public final class ConfigSync {
  private static final Logger LOGGER = LoggerFactory.getLogger(ConfigSync.class);
  private static final int CHUNK = 100;

  /** A property of a remote topic, and the value that it should have; null removes it. */
  private record Wish(String remoteTopic, String property, String value) {
    /** Stands for all properties of a topic: when the trouble is with the topic. */
    static Wish all(String remoteTopic) {
      return new Wish(remoteTopic, "all properties", null);
    }
  }

  private final FlowConfig flow;
  private final ClusterCalls source;
  private final ClusterCalls target;
  private final TopicsObserver observer;
  private final TopicConfigRules rules;
  private final FailureBook<Wish> refused;
  private final FailureBook<String> failures;

  public ConfigSync(
      FlowConfig flow,
      ClusterCalls source,
      ClusterCalls target,
      TopicsObserver observer,
      LongSupplier nanoTime) {
    this.flow = flow;
    this.source = source;
    this.target = target;
    this.observer = observer;
    this.rules = new TopicConfigRules(flow.configFilter());
    this.refused = new FailureBook<>(nanoTime);
    this.failures = new FailureBook<>(nanoTime);
  }

  /** What could not be synced, by source or remote topic. */
  public Map<String, Failure> problems() {
    Map<String, Failure> problems = new HashMap<>(failures.failures());
    refused
        .failures()
        .forEach(
            (wish, failure) ->
                problems.merge(
                    wish.remoteTopic,
                    new Failure.Retry(failure.reason(), wish.property + ": " + failure.message()),
                    ConfigSync::both));
    return problems;
  }

  private static Failure both(Failure one, Failure other) {
    return new Failure.Retry(one.reason(), one.message() + "; " + other.message());
  }

  /** Syncs all topics that have a remote topic. */
  public void sync(Catalog catalog) throws ClusterUnavailableException, InterruptedException {
    Map<String, String> remoteNames =
        catalog.remotes().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().name()));
    Set<String> known = new HashSet<>(remoteNames.keySet());
    known.addAll(remoteNames.values());
    failures.retain(known);
    Map<String, List<AlterConfigOp>> changes = new HashMap<>();
    // Not all at once: each has some thirty properties on both sides.
    for (List<String> some : ClusterCalls.chunks(List.copyOf(remoteNames.keySet()), CHUNK)) {
      changes.putAll(changes(some, remoteNames));
    }
    forgetOldRefusals(changes);
    changes.replaceAll(this::worthTrying);
    changes.values().removeIf(List::isEmpty);
    for (List<String> some : ClusterCalls.chunks(List.copyOf(changes.keySet()), CHUNK)) {
      alter(some, changes);
    }
  }

  /** What differs, by remote topic. */
  private Map<String, List<AlterConfigOp>> changes(
      List<String> topics, Map<String, String> remoteNames)
      throws ClusterUnavailableException, InterruptedException {
    Map<String, Config> wanted = describe(source, topics);
    Map<String, Config> present = describe(target, topics.stream().map(remoteNames::get).toList());
    Map<String, List<AlterConfigOp>> changes = new HashMap<>();
    wanted.forEach(
        (topic, config) -> {
          Config now = present.get(remoteNames.get(topic));
          List<AlterConfigOp> differing = now == null ? List.of() : rules.changes(config, now);
          if (!differing.isEmpty()) {
            changes.put(remoteNames.get(topic), differing);
          }
        });
    return changes;
  }

  private Map<String, Config> describe(ClusterCalls cluster, Collection<String> topics)
      throws ClusterUnavailableException, InterruptedException {
    Answers<String, Config> answers = TopicConfigs.describe(cluster, topics);
    answers.values().keySet().forEach(failures::succeeded);
    answers
        .errors()
        .forEach(
            (topic, error) -> {
              if (error instanceof UnknownTopicOrPartitionException) {
                return; // deleted in between
              }
              unreadable(cluster.alias(), topic, error);
            });
    return answers.values();
  }

  /** Takes notice that the configuration of a topic can't be read. */
  void unreadable(String alias, String topic, Exception error) {
    Failure failure = ClusterCalls.failure(error);
    observer.failed(failure, topic);
    if (failures.failed(topic, failure)) {
      LOGGER.warn(
          "topic configuration can't be read: flow={} cluster={} topic={} reason={} message=\"{}\"",
          flow.id(),
          alias,
          topic,
          failure.reason(),
          failure.message());
    }
  }

  private void forgetOldRefusals(Map<String, List<AlterConfigOp>> changes) {
    Set<Wish> wishes = new HashSet<>();
    changes.forEach(
        (topic, ops) -> {
          wishes.add(Wish.all(topic));
          ops.forEach(change -> wishes.add(wish(topic, change)));
        });
    refused.retain(wishes);
  }

  private List<AlterConfigOp> worthTrying(String remote, List<AlterConfigOp> changes) {
    return refused.isDue(Wish.all(remote))
        ? changes.stream().filter(change -> refused.isDue(wish(remote, change))).toList()
        : List.of();
  }

  private void alter(List<String> topics, Map<String, List<AlterConfigOp>> changes)
      throws ClusterUnavailableException, InterruptedException {
    Map<ConfigResource, Collection<AlterConfigOp>> request = new HashMap<>();
    topics.forEach(topic -> request.put(TopicConfigs.resource(topic), changes.get(topic)));
    Answers<ConfigResource, Void> answers =
        target.await(target.admin().incrementalAlterConfigs(request).values());
    for (String topic : topics) {
      ConfigResource resource = TopicConfigs.resource(topic);
      List<AlterConfigOp> tried = changes.get(topic);
      Exception error = answers.errors().get(resource);
      if (error == null) {
        done(topic, tried);
      } else if (!isAboutAValue(error)) {
        refused(topic, Wish.all(topic), error);
      } else if (tried.size() == 1) {
        refused(topic, wish(topic, tried.getFirst()), error);
      } else {
        alterOneByOne(topic, tried);
      }
    }
  }

  private static boolean isAboutAValue(Exception error) {
    return error instanceof InvalidConfigurationException
        || error instanceof InvalidRequestException
        || error instanceof PolicyViolationException;
  }

  /** One bad property makes the target refuse all of the topic's: find which. */
  private void alterOneByOne(String topic, List<AlterConfigOp> changes)
      throws ClusterUnavailableException, InterruptedException {
    ConfigResource resource = TopicConfigs.resource(topic);
    Map<AlterConfigOp, KafkaFuture<Void>> futures = new HashMap<>();
    for (AlterConfigOp change : changes) {
      futures.put(
          change, target.admin().incrementalAlterConfigs(Map.of(resource, List.of(change))).all());
    }
    Answers<AlterConfigOp, Void> answers = target.await(futures);
    done(topic, changes.stream().filter(answers.values()::containsKey).toList());
    answers.errors().forEach((change, error) -> refused(topic, wish(topic, change), error));
  }

  private void done(String topic, List<AlterConfigOp> changes) {
    changes.forEach(change -> refused.succeeded(wish(topic, change)));
    if (!changes.isEmpty()) {
      refused.succeeded(Wish.all(topic));
      observer.configured(topic, changes.size());
      LOGGER.info(
          "remote topic configured: flow={} topic={} properties={}",
          flow.id(),
          topic,
          changes.stream().map(change -> change.configEntry().name()).toList());
    }
  }

  private void refused(String topic, Wish wish, Exception error) {
    Failure failure = ClusterCalls.failure(error);
    observer.failed(failure, topic);
    if (refused.failed(wish, failure)) {
      LOGGER.warn(
          "property can't be set: flow={} topic={} property={} value={} reason={} message=\"{}\"",
          flow.id(),
          topic,
          wish.property,
          wish.value,
          failure.reason(),
          failure.message());
    }
  }

  private static Wish wish(String remote, AlterConfigOp change) {
    return new Wish(remote, change.configEntry().name(), change.configEntry().value());
  }
}
