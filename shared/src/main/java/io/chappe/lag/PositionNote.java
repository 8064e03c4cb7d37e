package io.chappe.lag;

import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * What a replicator writes beside a position that it commits to its group on the source, as the
 * commit's metadata, so that it outlives the replicator: {@code newest=<ms>} and {@code stopped},
 * apart by a semicolon.
 *
 * @param newestMs newest timestamp of what is durable on the target, in milliseconds of the epoch;
 *     empty if nothing is known
 * @param stopped whether the partition is stopped: it needs someone's help, not more replicators
 */
public record PositionNote(OptionalLong newestMs, boolean stopped) {
  /** Says nothing. */
  public static final PositionNote NONE = new PositionNote(OptionalLong.empty(), false);

  private static final String NEWEST = "newest=";
  private static final String STOPPED = "stopped";

  /** A position with this note. */
  public OffsetAndMetadata beside(long position) {
    StringBuilder text = new StringBuilder();
    newestMs.ifPresent(ms -> text.append(NEWEST).append(ms));
    if (stopped) {
      text.append(text.isEmpty() ? "" : ";").append(STOPPED);
    }
    return new OffsetAndMetadata(position, text.toString());
  }

  /** What stands beside a position; what others may have written there says nothing. */
  public static PositionNote of(OffsetAndMetadata committed) {
    OptionalLong newestMs = OptionalLong.empty();
    boolean stopped = false;
    for (String part : committed.metadata().split(";")) {
      if (part.startsWith(NEWEST)) {
        newestMs = number(part.substring(NEWEST.length()));
      }
      stopped |= part.equals(STOPPED);
    }
    return new PositionNote(newestMs, stopped);
  }

  private static OptionalLong number(String text) {
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
