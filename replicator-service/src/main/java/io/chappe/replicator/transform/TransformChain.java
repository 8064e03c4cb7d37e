package io.chappe.replicator.transform;

import io.chappe.replicator.copy.port.RecordChange;
import io.chappe.replicator.copy.port.RecordRefusedException;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Puts records through transformations as Kafka Connect would: keys and values are bytes, and
 * become JSON without a schema where a transformation looks at fields. The topic that it sees is
 * the remote one, as in MM2.
 */
final class TransformChain implements RecordChange {
  private final TopicPartition source;
  private final TopicPartition target;
  private final List<Step> steps;
  private final ToleratedErrors errors;
  private final Tolerance tolerance;

  /** What happens at a record that a transformation fails on. */
  enum Tolerance {
    STOP,
    LEAVE_OUT,
    DEAD_LETTER
  }

  TransformChain(
      TopicPartition source,
      TopicPartition target,
      List<Step> steps,
      ToleratedErrors errors,
      Tolerance tolerance) {
    this.source = source;
    this.target = target;
    this.steps = steps;
    this.errors = errors;
    this.tolerance = tolerance;
  }

  @Override
  public Optional<Content> apply(Content content) {
    String at = "";
    try {
      ConnectForm form = new ConnectForm(content, target);
      for (Step step : steps) {
        at = step.key();
        if (form.has(step.reads())
            && step.isFor(form.current())
            && !form.take(changed(step, form))) {
          return Optional.empty();
        }
      }
      return Optional.of(form.content());
    } catch (RuntimeException e) {
      String reason = "%s: %s".formatted(at, reason(e));
      if (tolerance == Tolerance.LEAVE_OUT) {
        errors.leftOut(source, content.offset(), reason);
        return Optional.empty();
      }
      throw new RecordRefusedException(
          "%s can't be transformed at offset %d by %s".formatted(source, content.offset(), reason),
          tolerance == Tolerance.DEAD_LETTER,
          e);
    }
  }

  private static SourceRecord changed(Step step, ConnectForm form) {
    return step.apply(form.with(step.reads()));
  }

  private static String reason(RuntimeException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
