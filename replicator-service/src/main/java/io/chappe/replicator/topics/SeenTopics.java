package io.chappe.replicator.topics;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.Uuid;

/**
 * Which topics and partitions of the source were there when this process first looked, and which
 * came since: {@code start.from} is about the former, and of the latter nothing must be left out.
 *
 * <p>Only what was missing in a look of this process counts as new. A topic that came while no
 * replicator ran, or that the filter didn't ask for at first, can't be told from an old one.
 * Thread- safe.
 */
final class SeenTopics {
  /**
   * A topic that isn't listed for a while may be there all the same: rights to it may come and go.
   */
  private static final long REMEMBERED_MS = Duration.ofHours(1).toMillis();

  private static final long NOT_LOOKED = -1;

  private final Map<Uuid, Seen> topics = new HashMap<>();
  private long lastLookMs = NOT_LOOKED;

  private static final class Seen {
    private final OptionalLong missingMs;
    private long lastListedMs;
    private int firstPartitions;

    private Seen(OptionalLong missingMs) {
      this.missingMs = missingMs;
    }
  }

  /**
   * Notes all topics that the source has, whether or not they are replicated.
   *
   * @param askedMs when the source was asked, milliseconds since the epoch
   */
  synchronized void listed(Collection<Uuid> ids, long askedMs) {
    OptionalLong missingMs =
        lastLookMs == NOT_LOOKED ? OptionalLong.empty() : OptionalLong.of(lastLookMs);
    for (Uuid id : ids) {
      topics.computeIfAbsent(id, any -> new Seen(missingMs)).lastListedMs = askedMs;
    }
    topics.values().removeIf(seen -> askedMs - seen.lastListedMs > REMEMBERED_MS);
    lastLookMs = askedMs;
  }

  /** Notes how many partitions a topic has: more than at first are new. */
  synchronized void described(Uuid id, int partitions) {
    Seen seen = topics.get(id);
    if (seen != null && seen.firstPartitions == 0) {
      seen.firstPartitions = partitions;
    }
  }

  /**
   * When a topic was looked for and wasn't there yet, milliseconds since the epoch; empty for one
   * that was there at the first look, or isn't known.
   */
  synchronized OptionalLong missingMs(Uuid id) {
    // Brokers before 2.8 have no ids.
    Seen seen = id.equals(Uuid.ZERO_UUID) ? null : topics.get(id);
    return seen == null ? OptionalLong.empty() : seen.missingMs;
  }

  /** Whether a topic had fewer partitions than this when it was first described. */
  synchronized boolean isGrown(Uuid id, int partition) {
    Seen seen = id.equals(Uuid.ZERO_UUID) ? null : topics.get(id);
    return seen != null && seen.firstPartitions > 0 && partition >= seen.firstPartitions;
  }
}
