package io.chappe.replicator.copy.refusal;

import io.chappe.failure.Reason;
import io.chappe.offsetmap.Incarnation;
import io.chappe.replicator.copy.port.CopyTask;
import io.chappe.replicator.copy.port.DeadLetter;
import io.chappe.replicator.copy.port.FetchedBatch;
import io.chappe.replicator.copy.port.RecordChange;
import io.chappe.replicator.copy.port.RecordRefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;

/**
 * Which records of a partition are not copied, because they are in the dead-letter topic: durable
 * there, else they would be lost. Finds those that have to go there too because a transformation
 * fails on them. Known to this owner alone: the next one finds out anew what isn't behind the end
 * of the target's data, and writes it once more.
 */
public final class LeftOut implements RecordChange {
  private final CopyTask task;
  private final TreeSet<Long> offsets = new TreeSet<>();
  private List<DeadLetter> found = new ArrayList<>();
  private Uuid sourceTopicId = Uuid.ZERO_UUID;

  public LeftOut(CopyTask task) {
    this.task = task;
  }

  /** Offsets are those of this topic; those of another that had its name mean nothing any more. */
  public void ofTopic(Uuid id) {
    if (!Incarnation.isSame(id, sourceTopicId)) {
      offsets.clear();
    }
    sourceTopicId = id;
  }

  /** These records are durable in the dead-letter topic. */
  public void add(List<DeadLetter> letters) {
    letters.forEach(letter -> offsets.add(letter.content().offset()));
  }

  /** What is below {@code upstream} isn't fetched again. */
  public void forgetBelow(long upstream) {
    offsets.headSet(upstream).clear();
  }

  /** The source writes its records from {@code upstream} on anew. */
  public void forgetFrom(long upstream) {
    offsets.tailSet(upstream).clear();
  }

  /** Whether any record of a batch is left out. */
  public boolean concerns(FetchedBatch batch) {
    if (offsets.isEmpty()) {
      return false;
    }
    Long next = offsets.ceiling(batch.baseOffset());
    return next != null && next <= batch.lastOffset();
  }

  /** Whether batches without such records can be carried as they are. */
  public boolean changesNothingElse() {
    return task.change() == RecordChange.NONE;
  }

  /** What has been found since the last call. */
  public List<DeadLetter> takeFound() {
    List<DeadLetter> taken = found;
    if (!taken.isEmpty()) {
      found = new ArrayList<>();
    }
    return taken;
  }

  @Override
  public Optional<Content> apply(Content original) {
    if (offsets.contains(original.offset())) {
      return Optional.empty();
    }
    try {
      return task.change().apply(original);
    } catch (RecordRefusedException refused) {
      if (!refused.isTolerated() || task.deadLetters().isEmpty()) {
        throw refused;
      }
      found.add(
          new DeadLetter(
              task.source(),
              original.copy(),
              DeadLetter.Stage.TRANSFORMATION,
              Reason.TRANSFORM_FAILED,
              refused.getMessage()));
      return Optional.empty();
    }
  }
}
