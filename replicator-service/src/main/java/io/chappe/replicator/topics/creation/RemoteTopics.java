package io.chappe.replicator.topics.creation;

import io.chappe.config.FlowConfig;
import io.chappe.failure.Failure;
import io.chappe.replicator.topics.catalog.FailureBook;
import io.chappe.replicator.topics.catalog.RemoteTopic;
import io.chappe.replicator.topics.catalog.SourceTopic;
import io.chappe.replicator.topics.catalog.TopicsObserver;
import io.chappe.replicator.topics.cluster.Answers;
import io.chappe.replicator.topics.cluster.ClusterCalls;
import io.chappe.replicator.topics.cluster.ClusterUnavailableException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the remote topics exist with at least as many partitions as their source topics. Every step
 * can be done by several instances at once: what another has done already is as good as done.
 * Topics that failed before are tried again apart from the others. Used by one thread.
 */
public final class RemoteTopics {
  private static final Logger LOGGER = LoggerFactory.getLogger(RemoteTopics.class);
  private static final int CHUNK = 500;
  private static final String NOT_CREATED = "remote topic not created";
  private static final String NOT_GROWN = "remote topic not grown";

  private final FlowConfig flow;
  private final ClusterCalls target;
  private final TopicsObserver observer;
  private final TopicCreation creation;
  private final FailureBook<String> failures;
  private final Map<String, RemoteTopic> remotes = new HashMap<>();
  private final Set<String> absent = new HashSet<>();

  public RemoteTopics(
      FlowConfig flow,
      ClusterCalls source,
      ClusterCalls target,
      TopicsObserver observer,
      LongSupplier nanoTime) {
    this.flow = flow;
    this.target = target;
    this.observer = observer;
    this.creation = new TopicCreation(flow, source, target);
    this.failures = new FailureBook<>(nanoTime);
  }

  /** What stands in the way, by source topic. */
  public Map<String, Failure> problems() {
    return failures.failures();
  }

  /** The remote topics that exist, by source topic, as far as known. */
  public Map<String, RemoteTopic> known() {
    return Map.copyOf(remotes);
  }

  /** The source topics that have no remote topic, and can't be given one now. */
  public Set<String> absent() {
    return Set.copyOf(absent);
  }

  /**
   * Describes, creates and grows what is needed.
   *
   * @param progress called when some of it is done: {@link #known()} has changed
   */
  public void ensure(Collection<SourceTopic> topics, Runnable progress)
      throws ClusterUnavailableException, InterruptedException {
    List<String> names = topics.stream().map(SourceTopic::name).toList();
    remotes.keySet().retainAll(names);
    absent.retainAll(names);
    failures.retain(names);
    List<SourceTopic> again = step(topics, progress);
    if (!again.isEmpty()) {
      step(again, progress);
    }
    progress.run();
  }

  /** Returns the topics at which another instance was faster: to be looked at again. */
  private List<SourceTopic> step(Collection<SourceTopic> topics, Runnable progress)
      throws ClusterUnavailableException, InterruptedException {
    List<SourceTopic> missing = new ArrayList<>();
    List<SourceTopic> small = new ArrayList<>();
    for (List<SourceTopic> some : ClusterCalls.chunks(List.copyOf(topics), CHUNK)) {
      describe(some, missing, small);
    }
    progress.run();
    List<SourceTopic> again = new ArrayList<>();
    for (List<SourceTopic> some : untroubledFirst(missing)) {
      create(some, again);
      progress.run();
    }
    for (List<SourceTopic> some : untroubledFirst(small)) {
      grow(some, again);
      progress.run();
    }
    return again;
  }

  private void describe(
      List<SourceTopic> topics, List<SourceTopic> missing, List<SourceTopic> small)
      throws ClusterUnavailableException, InterruptedException {
    List<String> names = topics.stream().map(SourceTopic::remoteName).toList();
    Answers<String, TopicDescription> answers =
        target.await(target.admin().describeTopics(names).topicNameValues());
    for (SourceTopic topic : topics) {
      TopicDescription seen = answers.values().get(topic.remoteName());
      Exception error = answers.errors().get(topic.remoteName());
      if (seen != null) {
        int partitions = seen.partitions().size();
        remotes.put(topic.name(), new RemoteTopic(topic.remoteName(), seen.topicId(), partitions));
        absent.remove(topic.name());
        if (partitions < topic.partitions()) {
          small.add(topic);
        } else {
          works(topic);
        }
      } else if (error instanceof UnknownTopicOrPartitionException
          || error instanceof InvalidTopicException) {
        remotes.remove(topic.name());
        missing.add(topic);
      } else {
        failed(NOT_CREATED, topic, error);
      }
    }
  }

  /** What never failed, then what failed and may be tried again: in calls of their own. */
  private List<List<SourceTopic>> untroubledFirst(List<SourceTopic> topics) {
    Map<Boolean, List<SourceTopic>> byTrouble =
        topics.stream()
            .filter(topic -> failures.isDue(topic.name()))
            .collect(Collectors.partitioningBy(topic -> failures.contains(topic.name())));
    return List.of(byTrouble.get(false), byTrouble.get(true));
  }

  private void create(List<SourceTopic> topics, List<SourceTopic> again)
      throws ClusterUnavailableException, InterruptedException {
    Answers<String, RemoteTopic> answers = creation.create(topics);
    for (SourceTopic topic : topics) {
      RemoteTopic remote = answers.values().get(topic.name());
      if (remote != null) {
        remotes.put(topic.name(), remote);
        absent.remove(topic.name());
        works(topic);
        observer.created(remote);
        LOGGER.info(
            "remote topic created: flow={} topic={} remote={} partitions={}",
            flow.id(),
            topic.name(),
            remote.name(),
            remote.partitions());
      }
    }
    answers.errors().forEach(this::notCreated);
    sortErrors(topics, answers.errors(), TopicExistsException.class, again, NOT_CREATED);
  }

  /** It isn't there, unless another was faster. */
  private void notCreated(String topic, Exception error) {
    if (!(error instanceof TopicExistsException)) {
      absent.add(topic);
    }
  }

  private void grow(List<SourceTopic> topics, List<SourceTopic> again)
      throws ClusterUnavailableException, InterruptedException {
    if (topics.isEmpty()) {
      return;
    }
    Map<String, NewPartitions> requests =
        topics.stream()
            .collect(
                Collectors.toMap(
                    SourceTopic::remoteName,
                    topic -> NewPartitions.increaseTo(topic.partitions())));
    Answers<String, Void> answers =
        target.await(target.admin().createPartitions(requests).values());
    Map<String, Exception> errors = new HashMap<>();
    for (SourceTopic topic : topics) {
      Exception error = answers.errors().get(topic.remoteName());
      if (error == null) {
        grown(topic);
      } else {
        errors.put(topic.name(), error);
      }
    }
    sortErrors(topics, errors, InvalidPartitionsException.class, again, NOT_GROWN);
  }

  private void grown(SourceTopic topic) {
    RemoteTopic before = remotes.get(topic.name());
    RemoteTopic remote = new RemoteTopic(before.name(), before.id(), topic.partitions());
    remotes.put(topic.name(), remote);
    works(topic);
    observer.grown(remote, before.partitions());
    LOGGER.info(
        "remote topic grown: flow={} topic={} remote={} before={} partitions={}",
        flow.id(),
        topic.name(),
        remote.name(),
        before.partitions(),
        remote.partitions());
  }

  /**
   * An error that may mean that another instance was faster makes the topic be looked at again, the
   * first time; any other is a failure.
   */
  private void sortErrors(
      List<SourceTopic> topics,
      Map<String, Exception> errors,
      Class<? extends Exception> beaten,
      List<SourceTopic> again,
      String what) {
    for (SourceTopic topic : topics) {
      Exception error = errors.get(topic.name());
      if (beaten.isInstance(error)) {
        again.add(topic);
      } else if (error != null) {
        failed(what, topic, error);
      }
    }
  }

  private void works(SourceTopic topic) {
    if (failures.succeeded(topic.name())) {
      LOGGER.info("remote topic works again: flow={} topic={}", flow.id(), topic.name());
    }
  }

  private void failed(String what, SourceTopic topic, Exception error) {
    Failure failure = ClusterCalls.failure(error);
    observer.failed(failure, topic.name());
    if (failures.failed(topic.name(), failure)) {
      LOGGER.warn(
          "{}, will be tried again: flow={} topic={} remote={} reason={} message=\"{}\"",
          what,
          flow.id(),
          topic.name(),
          topic.remoteName(),
          failure.reason(),
          failure.message());
    }
  }
}
