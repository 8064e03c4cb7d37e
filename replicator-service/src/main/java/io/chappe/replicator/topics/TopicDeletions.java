package io.chappe.replicator.topics;

import io.chappe.config.FlowConfig;
import io.chappe.offsetmap.Incarnation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes a remote topic when its source topic was deleted. The one thing here that can't be
 * undone, so only what was seen with own eyes counts: the topic was in the catalog, then was gone
 * for a while, and the source, which still is the same cluster, says by several brokers that there
 * is no such topic (not: that we may not see it). What was deleted while no instance ran stays.
 * Many at once wait for an operator, see {@link DeletionBrake}. A remote topic that holds anything
 * but the copy is kept, see {@link CopyProof}. It is deleted by its id, so one that was created
 * since is safe. Used by one thread, but for {@link #confirmed}.
 */
final class TopicDeletions {
  /** How long a topic must be gone: a broker that lags behind catches up, a mistake is undone. */
  static final Duration GRACE = Duration.ofSeconds(10);

  private static final Logger LOGGER = LoggerFactory.getLogger(TopicDeletions.class);

  private static final String NO_ID =
      "the target gives topics no ids (before Kafka 2.8), and by its name alone one that was created since might be deleted";

  /** How long what was found about a topic that is kept is taken for true. */
  private static final Duration KEPT_FOR = Duration.ofMinutes(10);

  /** Where the brake's objection stands, which is about many topics; no topic has this name. */
  private static final String MANY = "(deletions)";

  private record Gone(String topic, RemoteTopic remote, long since) {}

  private record Kept(String reason, long since) {}

  private final FlowConfig flow;
  private final ClusterCalls target;
  private final TopicsObserver observer;
  private final LongSupplier nanoTime;
  private final Runnable tick;
  private final SourceWitnesses witnesses;
  private final DeletionBrake brake;
  private final FailureBook<String> failures;
  private final Map<String, Gone> gone = new HashMap<>();
  private final Map<String, Kept> kept = new HashMap<>();
  private Optional<String> held = Optional.empty();
  private int left;
  private volatile Optional<Instant> confirmedUntil;

  TopicDeletions(
      FlowConfig flow,
      ClusterCalls source,
      ClusterCalls target,
      TopicsObserver observer,
      LongSupplier nanoTime,
      Runnable tick) {
    this.flow = flow;
    this.target = target;
    this.observer = observer;
    this.nanoTime = nanoTime;
    this.tick = tick;
    this.witnesses = new SourceWitnesses(flow, source, tick);
    this.brake = new DeletionBrake(flow.id(), flow.topics().deletions(), InstantSource.system());
    this.failures = new FailureBook<>(nanoTime);
    this.confirmedUntil = flow.topics().deletions().confirmedUntil();
  }

  /** Takes an operator's yes to many deletions, or takes it back. From any thread. */
  void confirmed(Optional<Instant> until) {
    confirmedUntil = until;
  }

  /** What could not be deleted or is kept, by source topic. */
  Map<String, String> problems() {
    Map<String, String> problems = new HashMap<>(failures.reasons());
    kept.forEach(
        (topic, each) ->
            problems.put(
                topic, "was deleted on %s: %s".formatted(flow.id().source(), each.reason)));
    held.ifPresent(reason -> problems.put(MANY, reason));
    return problems;
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
    left = now.size();
    retainGone();
  }

  private void retainGone() {
    kept.keySet().retainAll(gone.keySet());
    failures.retain(gone.keySet());
  }

  /** Deletes what has been gone for long enough. */
  void deleteDue() throws ClusterUnavailableException, InterruptedException {
    if (!witnesses.isSameSource()) {
      gone.clear();
      retainGone();
    }
    kept.values().removeIf(each -> isOver(each.since, KEPT_FOR));
    List<Gone> due =
        gone.values().stream()
            .filter(each -> isOver(each.since, GRACE))
            .filter(each -> failures.isDue(each.topic) && !kept.containsKey(each.topic))
            .toList();
    Set<String> pending =
        gone.keySet().stream().filter(each -> !kept.containsKey(each)).collect(Collectors.toSet());
    Optional<String> objection =
        due.isEmpty() && held.isEmpty() || pending.isEmpty()
            ? Optional.empty()
            : brake.objection(pending, left, confirmedUntil);
    hold(objection);
    List<Gone> deleted =
        due.isEmpty() || objection.isPresent() ? List.of() : mereCopies(deletedOnSource(due));
    if (!deleted.isEmpty()) {
      delete(deleted);
    }
  }

  private boolean isOver(long since, Duration time) {
    return nanoTime.getAsLong() - since >= time.toNanos();
  }

  /** Once for all that it holds back. */
  private void hold(Optional<String> objection) {
    if (objection.isPresent() && held.isEmpty()) {
      observer.failed(FailureKind.TOPIC_DELETION, MANY);
      LOGGER.warn("remote topics not deleted flow={} reason={}", flow.id(), objection.get());
    }
    held = objection;
  }

  private List<Gone> deletedOnSource(List<Gone> due)
      throws ClusterUnavailableException, InterruptedException {
    Set<String> unknown = witnesses.unknownToAll(due.stream().map(Gone::topic).toList());
    List<Gone> deleted = new ArrayList<>();
    for (Gone each : due) {
      if (unknown.contains(each.topic)) {
        deleted.add(each);
      } else {
        failed(each, "not all brokers of %s say that it is gone".formatted(flow.id().source()));
      }
    }
    return deleted;
  }

  private List<Gone> mereCopies(Collection<Gone> deleted) throws InterruptedException {
    List<Gone> copies = new ArrayList<>();
    if (deleted.isEmpty()) {
      return copies;
    }
    try (CopyProof proof = new CopyProof(flow, tick)) {
      for (Gone each : deleted) {
        Optional<String> objection = proof.objection(each.topic, each.remote);
        if (objection.isPresent()) {
          keep(each, objection.get());
        } else {
          copies.add(each);
        }
      }
    } catch (InterruptException e) {
      throw new InterruptedException(e.getMessage());
    } catch (KafkaException e) {
      deleted.stream()
          .filter(each -> !copies.contains(each) && !kept.containsKey(each.topic))
          .forEach(each -> failed(each, ClusterCalls.reason(e)));
    }
    return copies;
  }

  private void keep(Gone topic, String reason) {
    kept.put(
        topic.topic,
        new Kept(
            "its remote topic %s is kept, as %s; delete it by hand if it isn't needed"
                .formatted(topic.remote.name(), reason),
            nanoTime.getAsLong()));
    failures.succeeded(topic.topic);
    LOGGER.warn(
        "remote topic kept though its source topic was deleted flow={} topic={} remote={}"
            + " reason={}",
        flow.id(),
        topic.topic,
        topic.remote.name(),
        reason);
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
        brake.deleted();
        LOGGER.info(
            "remote topic deleted, as its source topic was flow={} topic={} remote={} id={}",
            flow.id(),
            each.topic,
            each.remote.name(),
            each.remote.id());
      } else {
        failed(each, ClusterCalls.reason(error));
      }
    }
  }

  private void failed(Gone topic, String reason) {
    observer.failed(FailureKind.TOPIC_DELETION, topic.topic);
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
