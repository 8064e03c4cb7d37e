package io.chappe.replicator.topics;

import io.chappe.config.DeletionSettings;
import io.chappe.config.FlowId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Keeps many remote topics from being deleted at once without an operator's yes. A source that has
 * lost its disks, or a broker that is stuck, shows the same as one whose topics were deleted. Used
 * by one thread.
 */
final class DeletionBrake {
  /** What may be gone at once in any case. */
  static final int ALWAYS = 3;

  /** What is gone within this time is gone at once. */
  static final Duration WINDOW = Duration.ofHours(1);

  /** How far ahead a yes may reach: a forgotten one must not hold for the next time. */
  static final Duration LONGEST_YES = Duration.ofHours(24);

  private static final Duration SUGGESTED_YES = Duration.ofHours(1);
  private static final int NAMES_IN_A_LINE = 10;
  private static final int ALL = 100;

  private final FlowId flow;
  private final DeletionSettings settings;
  private final InstantSource clock;
  private final Deque<Instant> deletions = new ArrayDeque<>();

  DeletionBrake(FlowId flow, DeletionSettings settings, InstantSource clock) {
    this.flow = flow;
    this.settings = settings;
    this.clock = clock;
  }

  /** Notes that a remote topic was deleted. */
  void deleted() {
    deletions.add(clock.instant());
  }

  /**
   * Why remote topics must not be deleted now, and what to do about it; empty if they may.
   *
   * @param gone the source topics that are gone and whose remote topics are still there
   * @param left how many topics the flow still has
   * @param confirmedUntil until when an operator's yes holds
   */
  Optional<String> objection(Collection<String> gone, int left, Optional<Instant> confirmedUntil) {
    Instant now = clock.instant();
    deletions.removeIf(each -> each.isBefore(now.minus(WINDOW)));
    int atOnce = gone.size() + deletions.size();
    int all = atOnce + left;
    int allowed = Math.max(ALWAYS, all * settings.maxPercent() / ALL);
    boolean allAreGone = left == 0 && atOnce > 1;
    if (atOnce <= allowed && !allAreGone || isYes(confirmedUntil, now)) {
      return Optional.empty();
    }
    return Optional.of(
        "%d of %d topics are gone from %s at once, so no remote topic is deleted: %s. If they were deleted on purpose, set %s.sync.topic.deletions.confirmed.until to a time within 24 hours, such as %s; if not, bring %s back, nothing is lost on %s"
            .formatted(
                atOnce,
                all,
                flow.source(),
                names(gone),
                flow,
                now.plus(SUGGESTED_YES).truncatedTo(ChronoUnit.HOURS).plus(SUGGESTED_YES),
                flow.source(),
                flow.target()));
  }

  private static boolean isYes(Optional<Instant> until, Instant now) {
    return until
        .filter(time -> time.isAfter(now) && !time.isAfter(now.plus(LONGEST_YES)))
        .isPresent();
  }

  private static String names(Collection<String> topics) {
    String first =
        topics.stream().sorted().limit(NAMES_IN_A_LINE).collect(Collectors.joining(", "));
    return topics.size() > NAMES_IN_A_LINE ? first + ", ..." : first;
  }
}
