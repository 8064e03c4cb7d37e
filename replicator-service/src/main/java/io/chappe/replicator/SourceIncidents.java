package io.chappe.replicator;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/**
 * What was taken away from the copy since this instance began: by a source that lost records, by
 * topics that were created again, by whoever deletes the offset map. How often, how much, and the
 * newest case in words, for the status. Written on the copy loop's thread, read on any.
 */
final class SourceIncidents {
  private final Supplier<Instant> clock;
  private long losses;
  private long lostOffsets;
  private long truncations;
  private long recreations;
  private long mapLosses;
  private String lastMapLoss = "";
  private String lastRecreation = "";
  private String lastLoss = "";
  private String lastTruncation = "";

  SourceIncidents(Supplier<Instant> clock) {
    this.clock = clock;
  }

  synchronized void lost(TopicPartition source, long from, long to) {
    losses++;
    lostOffsets += to - from;
    lastLoss =
        "%s offsets %d to %d (%d), %s".formatted(source, from, to - 1, to - from, clock.get());
  }

  synchronized void truncated(TopicPartition source, long copied, long from) {
    truncations++;
    lastTruncation =
        "%s copied below offset %d, written anew from %d, %s"
            .formatted(source, copied, from, clock.get());
  }

  synchronized void createdAgain(TopicPartition partition, boolean ofSource) {
    recreations++;
    lastRecreation =
        "%s topic of %s, %s".formatted(ofSource ? "source" : "remote", partition, clock.get());
  }

  synchronized void offsetMapLost() {
    mapLosses++;
    lastMapLoss = "deleted, written again from memory, %s".formatted(clock.get());
  }

  /** Entries for the flow's status; none while nothing has happened. */
  synchronized Map<String, String> details() {
    Map<String, String> details = new TreeMap<>();
    if (losses > 0) {
      details.put("sourceLosses", Long.toString(losses));
      details.put("sourceLostOffsets", Long.toString(lostOffsets));
      details.put("lastSourceLoss", lastLoss);
    }
    if (truncations > 0) {
      details.put("sourceTruncations", Long.toString(truncations));
      details.put("lastSourceTruncation", lastTruncation);
    }
    if (recreations > 0) {
      details.put("recreatedPartitions", Long.toString(recreations));
      details.put("lastRecreation", lastRecreation);
    }
    if (mapLosses > 0) {
      details.put("offsetMapLosses", Long.toString(mapLosses));
      details.put("lastOffsetMapLoss", lastMapLoss);
    }
    return details;
  }
}
