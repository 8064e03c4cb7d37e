package io.chappe.replicator.topics.deletion;

import io.chappe.config.DeletionSettings;
import io.chappe.naming.FlowId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Keeps many remote topics from being deleted at once without an operator's yes. A source that has
 * lost its disks, or a broker that is stuck, shows the same as one whose topics were deleted. What
 * others deleted before it watched isn't known to it, so until it has watched for an hour it lets
 * nothing be deleted without a yes. Used by one thread.
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
  private final LongSupplier nanoTime;
  private final Deque<Long> deletions = new ArrayDeque<>();
  private OptionalLong watchedSince = OptionalLong.empty();

  /**
   * Why nothing may be deleted.
   *
   * @param tooMany whether it is for what is gone, not only for what isn't known
   * @param reason the same, and what to do about it
   */
  record Objection(boolean tooMany, String reason) {}

  /**
   * @param clock what a yes is measured by
   * @param nanoTime as {@link System#nanoTime()}: a wall clock that is put right must not end an
   *     hour
   */
  DeletionBrake(
      FlowId flow, DeletionSettings settings, InstantSource clock, LongSupplier nanoTime) {
    this.flow = flow;
    this.settings = settings;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /** Notes that all topics of both clusters are looked at, from now on. */
  void watch() {
    if (watchedSince.isEmpty()) {
      watchedSince = OptionalLong.of(nanoTime.getAsLong());
    }
  }

  /** Notes that a remote topic was deleted. */
  void deleted() {
    deletions.add(nanoTime.getAsLong());
  }

  /**
   * Why remote topics must not be deleted now, and what to do about it; empty if they may.
   *
   * @param gone the source topics that are gone and whose remote topics are still there
   * @param left how many topics the flow still has
   * @param confirmedUntil until when an operator's yes holds
   */
  Optional<Objection> objection(
      Collection<String> gone, int left, Optional<Instant> confirmedUntil) {
    deletions.removeIf(each -> WINDOW.minus(since(each)).isNegative());
    int atOnce = gone.size() + deletions.size();
    int all = atOnce + left;
    int allowed = Math.max(ALWAYS, all * settings.maxPercent() / ALL);
    boolean allAreGone = left == 0 && atOnce > 1;
    if (isYes(confirmedUntil, clock.instant())) {
      return Optional.empty();
    }
    if (atOnce > allowed || allAreGone) {
      return Optional.of(new Objection(true, tooMany(gone, atOnce, all)));
    }
    Duration missing =
        watchedSince.isPresent() ? WINDOW.minus(since(watchedSince.getAsLong())) : WINDOW;
    return missing.isPositive()
        ? Optional.of(new Objection(false, tooEarly(gone, missing)))
        : Optional.empty();
  }

  private Duration since(long nanos) {
    return Duration.ofNanos(nanoTime.getAsLong() - nanos);
  }

  private String tooMany(Collection<String> gone, int atOnce, int all) {
    return "%d of %d topics are gone from %s at once, so no remote topic is deleted: %s. If they were deleted on purpose, set %s.sync.topic.deletions.confirmed.until to a time within 24 hours, such as %s; if not, bring %s back, nothing is lost on %s"
        .formatted(
            atOnce,
            all,
            flow.source(),
            names(gone),
            flow,
            suggestedYes(),
            flow.source(),
            flow.target());
  }

  private String tooEarly(Collection<String> gone, Duration missing) {
    return "%s gone from %s, but this replicator doesn't know yet what was deleted within the last hour, so it deletes no remote topic until %s. If nothing else was, set %s.sync.topic.deletions.confirmed.until to a time within 24 hours, such as %s"
        .formatted(
            names(gone) + (gone.size() == 1 ? " is" : " are"),
            flow.source(),
            clock.instant().plus(missing).truncatedTo(ChronoUnit.SECONDS),
            flow,
            suggestedYes());
  }

  private Instant suggestedYes() {
    return clock.instant().plus(SUGGESTED_YES).truncatedTo(ChronoUnit.HOURS).plus(SUGGESTED_YES);
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
