package io.chappe.replicator.copy;

import io.chappe.replicator.copy.map.RememberedMap;
import io.chappe.replicator.copy.pipeline.CopyPipeline;
import io.chappe.replicator.copy.port.BatchFetcher;
import io.chappe.replicator.copy.port.CopyTask;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.copy.port.Timers;
import io.chappe.replicator.copy.refusal.RefusalJudge;
import io.chappe.replicator.copy.takeover.CopyContext;
import io.chappe.replicator.copy.takeover.TakeoverResult;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/** What runs while a partition is owned: what is fetched, the pipeline it goes through, timers. */
final class OwnedCopy {
  private static final long WRITE_BEHIND_MS = 1_000;

  /** Hears what becomes of it. */
  interface Owner extends CopyPipeline.Outcome, SourceFeed.Owner {}

  private final CopyTask task;
  private final CopyContext context;
  private final CopyPipeline pipeline;
  private final SourceFeed feed;
  private Optional<Timers.Timer> renewal = Optional.empty();
  private boolean ended;

  /**
   * @param taken where to begin
   */
  OwnedCopy(
      CopyTask task,
      TakeoverResult taken,
      CopyContext context,
      RefusalJudge refusals,
      Owner owner) {
    this.task = task;
    this.context = context;
    this.pipeline = new CopyPipeline(task, taken, context, refusals, owner);
    this.feed = new SourceFeed(task, context, taken.sourceTopicId(), pipeline, owner);
  }

  /** Begins to fetch. */
  void begin() {
    feed.follow();
    if (!task.exclusive()) {
      writeBehindLater();
    }
  }

  private void writeBehindLater() {
    context
        .timers()
        .after(
            WRITE_BEHIND_MS,
            () -> {
              if (!ended) {
                pipeline.writeBehind();
                writeBehindLater();
              }
            });
  }

  /** Runs {@code action} after a while, unless this has ended by then; replaces the one before. */
  void renewAfter(long delayMs, Runnable action) {
    if (ended) {
      return;
    }
    renewal.ifPresent(Timers.Timer::cancel);
    renewal = Optional.of(context.timers().after(delayMs, action));
  }

  /** Stops fetching, and tells when what is in flight is answered. */
  void drain() {
    feed.end();
    pipeline.drain();
  }

  /** Ends at once. */
  void end() {
    ended = true;
    renewal.ifPresent(Timers.Timer::cancel);
    feed.end();
    pipeline.abandon();
  }

  /**
   * Drops the runs of the map that tell of nothing that either log still has.
   *
   * @param whileCopying passes on what comes as long as it is of use
   */
  void dropOldRuns(CopierReplies whileCopying) {
    if (pipeline.runs() > 1) {
      context
          .source()
          .offsetAt(
              task.source(),
              BatchFetcher.EARLIEST,
              whileCopying.then(
                  sourceStart ->
                      context
                          .target()
                          .logStart(
                              task.target(),
                              whileCopying.then(
                                  targetStart ->
                                      pipeline.dropRunsBelow(sourceStart, targetStart)))));
    }
  }

  /** Makes replies of what to do with an offset. */
  interface CopierReplies {
    Reply<Long> then(LongConsumer next);
  }

  /** See {@link CopyPipeline#remembered}. */
  Optional<RememberedMap> remembered() {
    return pipeline.remembered();
  }

  /** See {@link CopyPipeline#silentMs}. */
  long silentMs() {
    return pipeline.silentMs();
  }

  /** See {@link CopyPipeline#timestampMs}. */
  OptionalLong timestampMs() {
    return pipeline.timestampMs();
  }

  /** See {@link CopyPipeline#position}. */
  long position() {
    return pipeline.position();
  }

  /** See {@link CopyPipeline#lag}. */
  long lag() {
    return pipeline.lag();
  }
}
