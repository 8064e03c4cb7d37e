package io.chappe.checkpoint.query;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An offset that somebody keeps.
 *
 * @param topic the topic it is an offset of, by its name where it was read
 * @param partition at least 0
 * @param offset the offset of the next record to read, at least 0
 */
@RegisterForReflection
@Schema(description = "An offset: of the next record to read.")
record Place(
    @Schema(description = "The topic's name on the cluster where it was read.") String topic,
    @Schema(minimum = "0") int partition,
    @Schema(minimum = "0", description = "Of the next record to read.") long offset) {

  @Override
  public String toString() {
    return "%s-%d@%d".formatted(topic, partition, offset);
  }
}
