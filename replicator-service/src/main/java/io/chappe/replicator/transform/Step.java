package io.chappe.replicator.transform;

import java.util.Optional;
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
 */
record Step(
    String key,
    Transformation<SourceRecord> transformation,
    Optional<Predicate<SourceRecord>> predicate,
    boolean negate,
    Reads reads) {
  /** What must be JSON. */
  enum Reads {
    NEITHER,
    KEY,
    VALUE
  }

  boolean isFor(SourceRecord candidate) {
    return predicate.isEmpty() || predicate.get().test(candidate) != negate;
  }

  void close() {
    transformation.close();
    predicate.ifPresent(Predicate::close);
  }
}
