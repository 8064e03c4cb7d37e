package io.chappe.replicator.copy;

import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.kafka.common.Uuid;

/**
 * Passes what is fetched from the source on to one pipeline, and decides how to go on where the
 * source's log isn't what it was: its beginning deleted before it was copied, or its end lost.
 */
final class SourceFeed implements BatchFetcher.Listener {
  private final CopyTask task;
  private final BatchFetcher source;
  private final Uuid topicId;
  private final CopyPipeline pipeline;
  private final CopyObserver observer;
  private final Consumer<Failure> onFailure;
  private boolean ended;

  /**
   * @param onFailure told when nothing more will come
   */
  SourceFeed(
      CopyTask task,
      BatchFetcher source,
      Uuid topicId,
      CopyPipeline pipeline,
      CopyObserver observer,
      Consumer<Failure> onFailure) {
    this.task = task;
    this.source = source;
    this.topicId = topicId;
    this.pipeline = pipeline;
    this.observer = observer;
    this.onFailure = onFailure;
  }

  /** Fetches from {@code offset} on. */
  void follow(long offset) {
    source.follow(task.source(), topicId, offset, this);
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
      onFailure.accept(failure);
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
    if (position < logStart) {
      observer.lostOnSource(task.source(), position, logStart);
      pipeline.continueAfterLoss(logStart);
      follow(logStart);
    } else {
      source.offsetAt(task.source(), BatchFetcher.LATEST, then(this::compareWithEnd));
    }
  }

  private void compareWithEnd(long logEnd) {
    long position = pipeline.nextUpstream();
    if (position > logEnd) {
      observer.truncatedOnSource(task.source(), position, logEnd);
      pipeline.continueAfterTruncation(logEnd);
      follow(logEnd);
    } else {
      follow(position);
    }
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
