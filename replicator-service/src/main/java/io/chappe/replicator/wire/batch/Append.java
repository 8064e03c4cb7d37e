package io.chappe.replicator.wire.batch;

import io.chappe.failure.Failure;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.wire.cluster.Guard;
import org.apache.kafka.common.TopicPartition;

/**
 * A batch on its way to the target.
 *
 * @param partition where it is appended
 * @param batch what is appended
 * @param reply is told the offset, or why there is none
 */
public record Append(TopicPartition partition, SourceBatch batch, Reply<Long> reply) {
  /** The batch can still be read while the failure is told. */
  public void fail(Failure failure) {
    Guard.run(() -> reply.failed(failure));
    batch.release();
  }
}
