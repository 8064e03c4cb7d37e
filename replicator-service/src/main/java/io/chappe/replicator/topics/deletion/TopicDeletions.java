package io.chappe.replicator.topics.deletion;

import io.chappe.config.FlowConfig;
import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.offsetmap.Incarnation;
import io.chappe.replicator.topics.catalog.Catalog;
import io.chappe.replicator.topics.catalog.FailureBook;
import io.chappe.replicator.topics.catalog.RemoteTopic;
import io.chappe.replicator.topics.catalog.SourceTopic;
import io.chappe.replicator.topics.catalog.TopicsObserver;
import io.chappe.replicator.topics.cluster.ClusterCalls;
import io.chappe.replicator.topics.cluster.ClusterUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes a remote topic when its source topic was deleted. The one thing here that can't be
 * undone, so only what was seen with own eyes counts: the topic was in the catalog, then was gone
 * for a while, and the source, which still is the same cluster, says by several brokers that there
 * is no such topic (not: that we may not see it). What was deleted while no instance ran stays.
 * Many at once, and the first hour's, wait for an operator, see {@link DeletionBrake}. A remote
 * topic that holds anything but the copy is kept, see {@link CopyProof}. One after the other is
 * looked at and deleted, by its id, so one that was created since is safe. Used by one thread, but
 * for {@link #confirmed}.
 */
public final class TopicDeletions {
  /** How long a topic must be gone: a broker that lags behind catches up, a mistake is undone. */
  public static final Duration GRACE = Duration.ofSeconds(10);

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
  private final RemoteCopies copies;
  private final TopicsObserver observer;
  private final LongSupplier nanoTime;
  private final Witnesses witnesses;
  private final DeletionBrake brake;
  private final FailureBook<String> failures;
  private final Map<String, Gone> gone = new HashMap<>();
  private final Map<String, Kept> kept = new HashMap<>();
  private Optional<DeletionBrake.Objection> held = Optional.empty();
  private int left;
  private volatile Optional<Instant> confirmedUntil;

  public TopicDeletions(
      FlowConfig flow,
      Witnesses witnesses,
      RemoteCopies copies,
      TopicsObserver observer,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.flow = flow;
    this.copies = copies;
    this.witnesses = witnesses;
    this.observer = observer;
    this.nanoTime = nanoTime;
    this.brake = new DeletionBrake(flow.id(), flow.topics().deletions(), clock, nanoTime);
    this.failures = new FailureBook<>(nanoTime);
    this.confirmedUntil = flow.topics().deletions().confirmedUntil();
  }

  /** Takes an operator's yes to many deletions, or takes it back. From any thread. */
  public void confirmed(Optional<Instant> until) {
    confirmedUntil = until;
  }

  /** What could not be deleted or is kept, by source topic. */
  public Map<String, Failure> problems() {
    Map<String, Failure> problems = new HashMap<>(failures.failures());
    kept.forEach(
        (topic, each) ->
            problems.put(
                topic,
                new Failure.Retry(
                    Reason.REMOTE_TOPIC_KEPT,
                    "was deleted on %s: %s".formatted(flow.id().source(), each.reason))));
    held.ifPresent(objection -> problems.put(MANY, held(objection)));
    return problems;
  }

  private static Failure stays(String why) {
    return new Failure.Retry(Reason.REMOTE_TOPIC_NOT_DELETED, why);
  }

  private static Failure held(DeletionBrake.Objection objection) {
    return new Failure.Retry(Reason.DELETIONS_HELD, objection.reason());
  }

  /** Notes which topics are gone since the last look, and which are back. */
  public void notice(Catalog before, Map<String, SourceTopic> now) {
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
  public void deleteDue() throws ClusterUnavailableException, InterruptedException {
    brake.watch();
    kept.values().removeIf(each -> isOver(each.since, KEPT_FOR));
    if (!isSameSource()) {
      return;
    }
    List<Gone> due =
        gone.values().stream()
            .filter(each -> isOver(each.since, GRACE))
            .filter(each -> failures.isDue(each.topic) && !kept.containsKey(each.topic))
            .toList();
    if (due.isEmpty() && held.isEmpty()) {
      return;
    }
    if (isHeld() || due.isEmpty()) {
      return;
    }
    try (CopyLogs logs = copies.logs()) {
      deleteEach(due, logs);
    } catch (InterruptException e) {
      throw new InterruptedException(e.getMessage());
    } catch (KafkaException e) {
      due.forEach(each -> failed(each, ClusterCalls.failure(e)));
    }
  }

  private boolean isSameSource() throws ClusterUnavailableException, InterruptedException {
    boolean same = witnesses.isSameSource();
    if (!same) {
      gone.clear();
      retainGone();
      held = Optional.empty();
    }
    return same;
  }

  /** One after the other: to look at many takes minutes, in which much may change. */
  private void deleteEach(List<Gone> due, CopyLogs logs)
      throws ClusterUnavailableException, InterruptedException {
    for (Gone each : due) {
      try {
        Optional<CopyProof> proof = prove(each, logs);
        if (proof.isPresent()) {
          if (!isSameSource() || isHeld()) {
            return;
          }
          delete(each, proof.get());
        }
      } catch (InterruptException e) {
        throw e;
      } catch (KafkaException e) {
        // The others have their turn in the next round: this may be about the whole target.
        failed(each, ClusterCalls.failure(e));
        return;
      }
    }
  }

  private boolean isOver(long since, Duration time) {
    return nanoTime.getAsLong() - since >= time.toNanos();
  }

  /** Whether the brake objects now; that is said once for all that it holds back. */
  private boolean isHeld() {
    Set<String> pending =
        gone.keySet().stream().filter(each -> !kept.containsKey(each)).collect(Collectors.toSet());
    Optional<DeletionBrake.Objection> objection =
        pending.isEmpty() ? Optional.empty() : brake.objection(pending, left, confirmedUntil);
    objection.ifPresent(this::tell);
    held = objection;
    return objection.isPresent();
  }

  private void tell(DeletionBrake.Objection objection) {
    if (held.isPresent() && held.get().tooMany() == objection.tooMany()) {
      return;
    }
    if (objection.tooMany()) {
      observer.failed(held(objection), MANY);
      LOGGER.warn(
          "remote topics not deleted: flow={} reason={} message=\"{}\"",
          flow.id(),
          Reason.DELETIONS_HELD,
          objection.reason());
    } else {
      LOGGER.info(
          "remote topics not deleted yet: flow={} reason={} message=\"{}\"",
          flow.id(),
          Reason.DELETIONS_HELD,
          objection.reason());
    }
  }

  /** The proof that a remote topic, as it is now, is a mere copy; empty if there is none. */
  private Optional<CopyProof> prove(Gone topic, CopyLogs logs)
      throws ClusterUnavailableException, InterruptedException {
    if (!Incarnation.isKnown(topic.remote.id())) {
      failed(topic, stays(NO_ID));
      return Optional.empty();
    }
    Optional<RemoteTopic> remote = copies.find(topic.remote);
    if (remote.isEmpty()) {
      deleted(topic);
      return Optional.empty();
    }
    CopyProof proof = new CopyProof(flow, logs, topic.topic, remote.get());
    Optional<String> objection = proof.objection();
    objection.ifPresent(reason -> keep(topic, reason));
    return objection.isPresent() ? Optional.empty() : Optional.of(proof);
  }

  /** What the deletion rests on is asked again right before it. */
  private void delete(Gone topic, CopyProof proof)
      throws ClusterUnavailableException, InterruptedException {
    if (!witnesses.unknownToAll(List.of(topic.topic)).contains(topic.topic)) {
      failed(
          topic, stays("not all brokers of %s say that it is gone".formatted(flow.id().source())));
      return;
    }
    Optional<RemoteTopic> now = copies.find(topic.remote);
    Optional<String> outdated = now.flatMap(proof::outdatedBy);
    if (outdated.isPresent()) {
      failed(topic, stays(outdated.get()));
      return;
    }
    Optional<Exception> error = now.isPresent() ? copies.delete(topic.remote) : Optional.empty();
    if (error.isPresent()) {
      failed(topic, ClusterCalls.failure(error.get()));
    } else {
      deleted(topic);
    }
  }

  private void deleted(Gone topic) {
    gone.remove(topic.topic);
    failures.succeeded(topic.topic);
    brake.deleted();
    LOGGER.info(
        "remote topic deleted, as its source topic was: flow={} topic={} remote={} id={}",
        flow.id(),
        topic.topic,
        topic.remote.name(),
        topic.remote.id());
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
        "remote topic kept though its source topic was deleted: flow={} topic={} remote={}"
            + " reason={} message=\"{}\"",
        flow.id(),
        topic.topic,
        topic.remote.name(),
        Reason.REMOTE_TOPIC_KEPT,
        reason);
  }

  private void failed(Gone topic, Failure failure) {
    observer.failed(failure, topic.topic);
    if (failures.failed(topic.topic, failure)) {
      LOGGER.warn(
          "remote topic not deleted, will be tried again: flow={} topic={} remote={} reason={} message=\"{}\"",
          flow.id(),
          topic.topic,
          topic.remote.name(),
          failure.reason(),
          failure.message());
    }
  }
}
