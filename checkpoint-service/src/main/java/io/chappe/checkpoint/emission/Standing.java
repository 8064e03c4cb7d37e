package io.chappe.checkpoint.emission;

import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import java.util.Optional;
import org.apache.kafka.connect.mirror.Checkpoint;

/**
 * A checkpoint that stands in the topic.
 *
 * @param checkpoint the checkpoint
 * @param incarnation the topics that its offsets are about; empty if it was read from the topic,
 *     which doesn't tell
 * @param writtenMs when it was written, milliseconds since 1970
 */
public record Standing(Checkpoint checkpoint, Optional<Incarnation> incarnation, long writtenMs) {
  /** How much the clocks of two services may differ. */
  private static final long CLOCKS_APART_MS = 60_000;

  /**
   * Whether the checkpoint is about the topics that a map is about. One that was read from the
   * topic is if it was written after the map began.
   */
  public boolean isAbout(OffsetMap map) {
    return incarnation
        .map(map.incarnation()::isSameAs)
        .orElseGet(() -> !map.isEmpty() && writtenMs > map.run(0).timestampMs() + CLOCKS_APART_MS);
  }

  /** A checkpoint of which the topics and the time don't matter. */
  public static Standing of(Checkpoint checkpoint) {
    return new Standing(checkpoint, Optional.empty(), 0);
  }

  /** The same, after it was read from the topic. */
  Standing seen(long timestampMs) {
    return new Standing(checkpoint, incarnation, timestampMs);
  }
}
