package io.chappe.replicator.copy.takeover;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.replicator.copy.port.BatchAppender;
import io.chappe.replicator.copy.port.ProducerIdentity;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.copy.port.ReplyChain;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Makes one identity the only one that can write to a partition's copy and to its map.
 *
 * <ol>
 *   <li>InitProducerId: a new epoch. The old owner can still append. Both leaders are asked for
 *       their logs' starts: a new topic is in the metadata before its leaders have made its logs,
 *       and brokers (4.2) leave a request for markers unanswered, for the coordinator's 30 s, if
 *       all partitions of its last marker lack a log.
 *   <li>Fence: an empty, aborted transaction over both partitions writes a marker with the new
 *       epoch into each. From there on brokers refuse the old owner in both.
 *   <li>InitProducerId again, now with the identity from before: it doesn't answer before the
 *       markers are written and replicated, and it fails if somebody else has begun a takeover
 *       since. Without naming the identity it would raise the epoch over that of a rival whose
 *       marker is already in the log, and both would believe to be the owner.
 * </ol>
 *
 * <p>Epochs end at 32,766, and then the coordinator hands out another producer id. A marker of that
 * fences nobody who has the old one, and brokers take any sequence number from an id that a
 * partition doesn't know. So an owner appends only with an id of which it has written a marker
 * itself: if another comes with the confirmation, it fences once more. And nobody owns a partition
 * with an epoch that is nearly the last: it uses the rest up at once, while the fence keeps all
 * others out. So the id of an owner who can still write never changes under a takeover's first
 * call, unless hundreds of takeovers in a row have failed in between.
 */
public final class Fencing {
  /**
   * The largest epoch to own a partition with. A takeover takes two, so those above suffice for
   * more than 380 that fail one after the other.
   */
  static final short LAST_OWNED_EPOCH = 32_000;

  /**
   * What was reached.
   *
   * @param first the identity of the first marker that was written
   * @param owner the identity that alone can write now
   * @param logStarts where the logs began before the first marker was written
   */
  public record Fence(
      ProducerIdentity first, ProducerIdentity owner, Map<TopicPartition, Long> logStarts) {}

  /**
   * Who is to be fenced out, and where.
   *
   * @param transactionalId that of the partition's owners
   * @param partitions the remote partition and the map's
   * @param all whether these are all that the transactional id's owners write to: else an id isn't
   *     used up, since its owners would stay unfenced elsewhere
   */
  public record Scope(String transactionalId, List<TopicPartition> partitions, boolean all) {}

  private final String transactionalId;
  private final List<TopicPartition> partitions;
  private final BatchAppender target;
  private final Consumer<String> waitingFor;
  private final boolean all;
  private final ReplyChain chain;
  private final Reply<Fence> reply;
  private final Map<TopicPartition, Long> logStarts = new HashMap<>();
  private Optional<ProducerIdentity> raised = Optional.empty();
  private Optional<ProducerIdentity> first = Optional.empty();

  /**
   * @param waitingFor hears what is waited for, in words
   * @param chain ends with the takeover that this is a part of
   */
  public Fencing(
      Scope scope,
      BatchAppender target,
      Consumer<String> waitingFor,
      ReplyChain chain,
      Reply<Fence> reply) {
    this.transactionalId = scope.transactionalId();
    this.partitions = scope.partitions();
    this.all = scope.all();
    this.target = target;
    this.waitingFor = waitingFor;
    this.chain = chain;
    this.reply = reply;
  }

  /**
   * Begins.
   *
   * @param logsFirst whether to raise no epoch before the logs are there: it would be for nothing
   *     if they aren't, again and again
   */
  public void start(boolean logsFirst) {
    waitingFor.accept("the logs of %s to be made".formatted(partitions));
    partitions.forEach(
        partition ->
            target.logStart(
                partition,
                chain.then(
                    start -> {
                      logStarts.put(partition, start);
                      logIsThere(logsFirst);
                    })));
    if (!logsFirst) {
      raise();
    }
  }

  private void logIsThere(boolean logsFirst) {
    if (logStarts.size() < partitions.size()) {
      return;
    }
    if (logsFirst) {
      raise();
    } else {
      raised.ifPresent(this::fence);
    }
  }

  private void raise() {
    waitingFor.accept("the transaction coordinator of the target to raise the epoch");
    target.initProducer(
        transactionalId,
        Optional.empty(),
        chain.then(
            identity -> {
              if (!all && identity.epoch() > LAST_OWNED_EPOCH) {
                chain.fail(
                    new Failure.Retry(
                        Reason.EPOCHS_END, "the epochs of " + transactionalId + " nearly end"));
                return;
              }
              raised = Optional.of(identity);
              waitingFor.accept("the logs of %s to be made".formatted(partitions));
              if (logStarts.size() == partitions.size()) {
                fence(identity);
              }
            }));
  }

  private void fence(ProducerIdentity identity) {
    first = first.or(() -> Optional.of(identity));
    waitingFor.accept("the fencing transaction");
    target.fence(transactionalId, identity, partitions, chain.then(this::confirm));
  }

  private void confirm(ProducerIdentity fenced) {
    waitingFor.accept("the fence's markers to be written and replicated");
    target.initProducer(
        transactionalId,
        Optional.of(fenced),
        chain.then(
            confirmed -> {
              if (confirmed.id() != fenced.id()) {
                fence(confirmed);
              } else if (confirmed.epoch() > LAST_OWNED_EPOCH) {
                useUp(confirmed);
              } else {
                reply.done(new Fence(first.orElseThrow(), confirmed, Map.copyOf(logStarts)));
              }
            }));
  }

  /** Raises the epoch until the coordinator hands out another producer id. */
  private void useUp(ProducerIdentity current) {
    waitingFor.accept("another producer id, since the epochs of %d end".formatted(current.id()));
    target.initProducer(
        transactionalId,
        Optional.of(current),
        chain.then(
            next -> {
              if (next.id() == current.id()) {
                useUp(next);
              } else {
                fence(next);
              }
            }));
  }
}
