package io.chappe.replicator.simulation;

import io.chappe.replicator.copy.port.ProducerIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The transaction coordinator, for one transactional id. Ending a transaction is answered before
 * its markers are written; they may come late, and while they do it answers
 * CONCURRENT_TRANSACTIONS. Its state survives a restart, after which it writes the markers again.
 */
final class SimulatedCoordinator {
  private static final short NO_EPOCH = -1;

  /** An epoch that isn't raised any more: who asks next gets another producer id. */
  private static final short LAST_EPOCH = Short.MAX_VALUE - 1;

  private static final long TIMEOUT_MS = 10_000;

  /** What it answers: an identity, or the name of an error. */
  record Answer(long producerId, short epoch, String error) {
    static Answer refused(String error) {
      return new Answer(-1, NO_EPOCH, error);
    }
  }

  private enum State {
    EMPTY,
    ONGOING,
    ENDING
  }

  private final Schedule schedule;
  private State state = State.EMPTY;
  private long producerId = 7;
  private short epoch = NO_EPOCH;
  private short lastEpoch = NO_EPOCH;
  private List<SimulatedLog<?>> partitions = List.of();
  private List<SimulatedLog<?>> unmarked = new ArrayList<>();
  private int generation;
  private int transactions;

  SimulatedCoordinator(Schedule schedule) {
    this.schedule = schedule;
  }

  Answer initProducer(Optional<Answer> current) {
    if (state == State.ENDING) {
      return Answer.refused("CONCURRENT_TRANSACTIONS");
    }
    if (current.isPresent() && current.get().producerId() != producerId) {
      return Answer.refused("PRODUCER_FENCED");
    }
    if (state == State.ONGOING) {
      abortForSomebodyElse();
      return Answer.refused("CONCURRENT_TRANSACTIONS");
    }
    if (current.isPresent() && current.get().epoch() == lastEpoch) {
      return new Answer(producerId, epoch, null);
    }
    if (current.isPresent() && current.get().epoch() != epoch) {
      return Answer.refused("PRODUCER_FENCED");
    }
    if (epoch >= LAST_EPOCH) {
      rotate();
      return new Answer(producerId, epoch, null);
    }
    lastEpoch = current.isPresent() ? epoch : NO_EPOCH;
    epoch++;
    return new Answer(producerId, epoch, null);
  }

  private void rotate() {
    producerId++;
    epoch = 0;
    lastEpoch = NO_EPOCH;
    schedule.note(() -> "coordinator: epochs end, the producer id is " + producerId + " now");
  }

  /** As after many takeovers: the epochs end soon. */
  void raiseEpochTo(int near) {
    if (state == State.EMPTY && epoch < near) {
      epoch = (short) near;
      lastEpoch = NO_EPOCH;
      schedule.note(() -> "coordinator: the epoch is " + near);
    }
  }

  Optional<String> addPartitions(Answer producer, List<SimulatedLog<?>> added) {
    if (producer.producerId() != producerId || producer.epoch() != epoch) {
      return Optional.of("PRODUCER_FENCED");
    }
    if (state == State.ENDING) {
      return Optional.of("CONCURRENT_TRANSACTIONS");
    }
    state = State.ONGOING;
    partitions = List.copyOf(added);
    int ofTransaction = ++transactions;
    schedule.after(
        TIMEOUT_MS,
        () -> {
          if (state == State.ONGOING && ofTransaction == transactions) {
            abortForSomebodyElse();
          }
        });
    return Optional.empty();
  }

  Optional<String> abort(Answer producer) {
    if (producer.producerId() != producerId || producer.epoch() != epoch) {
      return Optional.of("PRODUCER_FENCED");
    }
    if (state == State.ENDING) {
      return Optional.of("CONCURRENT_TRANSACTIONS");
    }
    if (state == State.ONGOING) {
      end();
    }
    return Optional.empty();
  }

  /** The epoch is raised, so that whoever began the transaction can't go on with it. */
  private void abortForSomebodyElse() {
    epoch++;
    lastEpoch = NO_EPOCH;
    end();
  }

  private void end() {
    state = State.ENDING;
    unmarked = new ArrayList<>(partitions);
    writeMarkers();
  }

  private void writeMarkers() {
    int ofGeneration = generation;
    for (SimulatedLog<?> log : List.copyOf(unmarked)) {
      schedule.after(
          schedule.delay() + (schedule.percent(20) ? 200 : 0), () -> mark(log, ofGeneration, 5));
    }
  }

  private void mark(SimulatedLog<?> log, int ofGeneration, int repeatPercent) {
    if (ofGeneration != generation) {
      return;
    }
    log.mark(producerId, epoch);
    schedule.note(
        () -> "coordinator: marker of epoch " + epoch + " in " + log.name + ", end " + log.end());
    // The broker's answer may get lost; then the marker is written once more.
    if (schedule.percent(repeatPercent)) {
      schedule.after(schedule.delay(), () -> mark(log, ofGeneration, 0));
      return;
    }
    unmarked.remove(log);
    if (unmarked.isEmpty()) {
      state = State.EMPTY;
    }
  }

  /**
   * Another broker becomes the coordinator: what the old one was about to write is written by this
   * one.
   */
  void restart() {
    generation++;
    schedule.note(() -> "coordinator: restarts, state " + state);
    if (state == State.ENDING) {
      writeMarkers();
    }
  }

  /** Whether all markers are written that it has promised. */
  boolean isSettled() {
    return state != State.ENDING;
  }

  /** What a new owner would get. */
  ProducerIdentity next() {
    return new ProducerIdentity(producerId, (short) (epoch + 1));
  }

  /** Forgets the transactional id, unused for a week: who asks next gets another producer id. */
  void expire() {
    if (state == State.EMPTY) {
      producerId++;
      epoch = NO_EPOCH;
      lastEpoch = NO_EPOCH;
      schedule.note(() -> "coordinator: the transactional id has expired");
    }
  }
}
