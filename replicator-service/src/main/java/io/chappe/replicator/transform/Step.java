package io.chappe.replicator.transform;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;

/**
 * A transformation and the records that it is for.
 *
 * @param key where it is configured
 * @param transformation Kafka Connect's
 * @param predicate which records it is for; empty for all
 * @param negate whether it is for those that the predicate is false of
 * @param reads the part of the record in which it looks at fields
 * @param numbers how it gets large and fine numbers in that part
 */
record Step(
    String key,
    Transformation<SourceRecord> transformation,
    Optional<Predicate<SourceRecord>> predicate,
    boolean negate,
    Reads reads,
    Numbers numbers) {
  /** What must be JSON. */
  enum Reads {
    NEITHER,
    KEY,
    VALUE
  }

  boolean isFor(SourceRecord candidate) {
    return predicate.isEmpty() || predicate.get().test(candidate) != negate;
  }

  /** The record after the transformation; null if it drops it. */
  SourceRecord apply(SourceRecord before) {
    return withNumbers(transformation.apply(withNumbers(before, numbers::before)), numbers::after);
  }

  private SourceRecord withNumbers(SourceRecord from, UnaryOperator<Object> change) {
    if (from == null || reads == Reads.NEITHER) {
      return from;
    }
    Object key = reads == Reads.KEY ? change.apply(from.key()) : from.key();
    Object value = reads == Reads.VALUE ? change.apply(from.value()) : from.value();
    return key == from.key() && value == from.value()
        ? from
        : from.newRecord(
            from.topic(),
            from.kafkaPartition(),
            from.keySchema(),
            key,
            from.valueSchema(),
            value,
            from.timestamp());
  }

  void close() {
    transformation.close();
    predicate.ifPresent(Predicate::close);
  }
}
