package io.chappe.replicator.copy;

import io.chappe.config.SourceLoss;
import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.Run;
import io.chappe.replicator.copy.pipeline.CopyPipeline;
import io.chappe.replicator.copy.port.BatchFetcher;
import io.chappe.replicator.copy.port.Chunk;
import io.chappe.replicator.copy.port.CopyObserver;
import io.chappe.replicator.copy.port.CopyTask;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.copy.takeover.CopyContext;
import java.util.function.LongConsumer;
import org.apache.kafka.common.Uuid;

/**
 * Passes what is fetched from the source on to one pipeline, and decides how to go on where the
 * source's log isn't what it was: its beginning deleted before it was copied, or its end lost.
 *
 * <p>Without ids of topics a log that lost its end looks like that of a topic that was deleted and
 * created again. Then all of it is copied: some may come twice, but nothing is missing.
 */
final class SourceFeed implements BatchFetcher.Listener {
  /** Decides what the feed doesn't. */
  interface Owner {
    /** What to do when the source has deleted what wasn't copied. */
    SourceLoss onSourceLoss();

    /** Nothing more will come. */
    void failed(Failure failure);
  }

  private final CopyTask task;
  private final BatchFetcher source;
  private final Uuid topicId;
  private final CopyPipeline pipeline;
  private final CopyObserver observer;
  private final Owner owner;
  private boolean ended;

  /** The position at which an answer said that it is outside of the log, though it isn't. */
  private long retriedAt = -1;

  /**
   * @param topicId of the source topic
   */
  SourceFeed(CopyTask task, CopyContext context, Uuid topicId, CopyPipeline pipeline, Owner owner) {
    this.task = task;
    this.source = context.source();
    this.topicId = topicId;
    this.pipeline = pipeline;
    this.observer = context.observer();
    this.owner = owner;
  }

  /** Fetches from where the pipeline goes on. */
  void follow() {
    follow(pipeline.leaderEpoch());
  }

  private void follow(int leaderEpoch) {
    source.follow(task.source(), topicId, pipeline.nextUpstream(), leaderEpoch, this);
  }

  /** Stops fetching. What is still under way is given back when it comes. */
  void end() {
    ended = true;
    source.unfollow(task.source());
  }

  @Override
  public void fetched(Chunk chunk) {
    if (ended) {
      chunk.release();
    } else {
      pipeline.accept(chunk);
    }
  }

  @Override
  public void failed(Failure failure) {
    if (!ended) {
      owner.failed(failure);
    }
  }

  @Override
  public void outOfRange() {
    if (!ended) {
      source.offsetAt(task.source(), BatchFetcher.EARLIEST, then(this::compareWithStart));
    }
  }

  private void compareWithStart(long logStart) {
    long position = pipeline.nextUpstream();
    if (position < logStart && owner.onSourceLoss() == SourceLoss.HALT) {
      owner.failed(halted(position, logStart));
    } else if (position < logStart) {
      observer.lostOnSource(task.source(), position, logStart);
      pipeline.continueAfterLoss(logStart);
      follow();
    } else {
      source.offsetAt(
          task.source(), BatchFetcher.LATEST, then(logEnd -> compareWithEnd(logStart, logEnd)));
    }
  }

  private Failure halted(long position, long logStart) {
    return new Failure.StopPartition(
        Reason.SOURCE_DATA_LOSS,
        "the source has deleted offsets %d to %d of %s (%d) before they were copied, and on.source.data.loss=halt: set it to continue to go on without them"
            .formatted(position, logStart - 1, task.source(), logStart - position));
  }

  private void compareWithEnd(long logStart, long logEnd) {
    long position = pipeline.nextUpstream();
    if (position > logEnd) {
      goBackTo(Incarnation.isKnown(topicId) ? logEnd : logStart);
    } else if (position != retriedAt) {
      // The leader may not know the epochs of its own log: then offsets have to do.
      retriedAt = position;
      follow(Run.NO_EPOCH);
    } else {
      owner.failed(unreadable(position, logStart, logEnd));
    }
  }

  private Failure unreadable(long position, long logStart, long logEnd) {
    return new Failure.Retry(
        Reason.OFFSET_OUT_OF_RANGE,
        "the source doesn't give offset %d of %s, though its log goes from %d to %d: maybe a segment is missing in its tiered storage"
            .formatted(position, task.source(), logStart, logEnd));
  }

  @Override
  public void diverged(int epoch, long end) {
    if (ended) {
      return;
    }
    long agreed = pipeline.agreedEnd(epoch, end);
    if (agreed < pipeline.nextUpstream() && !Incarnation.isKnown(topicId)) {
      source.offsetAt(task.source(), BatchFetcher.EARLIEST, then(this::goBackTo));
    } else if (agreed < pipeline.nextUpstream()) {
      goBackTo(agreed);
    } else {
      follow(Run.NO_EPOCH);
    }
  }

  /** Not before what is in flight is answered: some of it is of the lost tail. */
  private void goBackTo(long upstream) {
    pipeline.whenSettled(
        () -> {
          if (!ended) {
            observer.truncatedOnSource(task.source(), pipeline.nextUpstream(), upstream);
            pipeline.continueAfterTruncation(upstream);
            follow();
          }
        });
  }

  private Reply<Long> then(LongConsumer next) {
    return new Reply<>() {
      @Override
      public void done(Long offset) {
        if (!ended) {
          next.accept(offset);
        }
      }

      @Override
      public void failed(Failure failure) {
        SourceFeed.this.failed(failure);
      }
    };
  }
}
