package io.chappe.lag;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * What a replicator writes beside a position that it commits to its group on the source, as the
 * commit's metadata, so that it outlives the replicator: {@code newest=<ms>}, {@code stopped} and
 * {@code nothing}, apart by semicolons.
 *
 * @param newestMs newest timestamp of what is durable on the target, in milliseconds of the epoch;
 *     empty if nothing is known
 * @param stopped whether the partition is stopped: it needs someone's help, not more replicators
 * @param nothingThere whether there is no remote partition any more: the position is no position,
 *     and all that the source holds isn't on the target
 */
public record PositionNote(OptionalLong newestMs, boolean stopped, boolean nothingThere) {
  /** Says nothing. */
  public static final PositionNote NONE = new PositionNote(OptionalLong.empty(), false);

  private static final String NEWEST = "newest=";
  private static final String STOPPED = "stopped";
  private static final String NOTHING = "nothing";

  /**
   * What is committed of a partition that has no remote partition any more.
   *
   * @param stopped whether it was stopped before
   */
  public static OffsetAndMetadata nothingThere(boolean stopped) {
    return new PositionNote(OptionalLong.empty(), stopped, true).beside(0);
  }

  /** Of a partition that has a remote partition. */
  public PositionNote(OptionalLong newestMs, boolean stopped) {
    this(newestMs, stopped, false);
  }

  /** A position with this note. */
  public OffsetAndMetadata beside(long position) {
    List<String> parts = new ArrayList<>();
    newestMs.ifPresent(ms -> parts.add(NEWEST + ms));
    if (stopped) {
      parts.add(STOPPED);
    }
    if (nothingThere) {
      parts.add(NOTHING);
    }
    return new OffsetAndMetadata(position, String.join(";", parts));
  }

  /** What stands beside a position; what others may have written there says nothing. */
  public static PositionNote of(OffsetAndMetadata committed) {
    OptionalLong newestMs = OptionalLong.empty();
    boolean stopped = false;
    boolean nothingThere = false;
    for (String part : committed.metadata().split(";")) {
      if (part.startsWith(NEWEST)) {
        newestMs = number(part.substring(NEWEST.length()));
      }
      stopped |= part.equals(STOPPED);
      nothingThere |= part.equals(NOTHING);
    }
    return new PositionNote(newestMs, stopped, nothingThere);
  }

  private static OptionalLong number(String text) {
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
