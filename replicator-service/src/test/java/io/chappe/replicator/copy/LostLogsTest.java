package io.chappe.replicator.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.SourceLoss;
import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.offsetmap.Cause;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.OffsetMapReplay;
import io.chappe.offsetmap.Run;
import io.chappe.replicator.copy.map.OffsetMapStore;
import io.chappe.replicator.copy.pipeline.CopyPipeline;
import io.chappe.replicator.copy.port.BatchFetcher;
import io.chappe.replicator.copy.port.Chunk;
import io.chappe.replicator.copy.port.CopyObserver;
import io.chappe.replicator.copy.port.CopyTask;
import io.chappe.replicator.copy.port.DeadLetter;
import io.chappe.replicator.copy.port.FetchedBatch;
import io.chappe.replicator.copy.port.ProducerIdentity;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.copy.port.Timers;
import io.chappe.replicator.copy.refusal.Refusal;
import io.chappe.replicator.copy.refusal.RefusalJudge;
import io.chappe.replicator.copy.takeover.CopyContext;
import io.chappe.replicator.copy.takeover.TakeoverResult;
import io.chappe.replicator.simulation.ForwardingAppender;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

/** Logs that are shorter than what was copied: another topic perhaps, where topics have no ids. */
class LostLogsTest {
  private static final Uuid ID = new Uuid(1, 1);
  private static final Uuid NO_ID = Uuid.ZERO_UUID;
  private static final ProducerIdentity US = new ProducerIdentity(7, (short) 3);

  /** 100 records are copied to offsets 1 to 100; then came the marker of a takeover. */
  private static final OffsetMap MAP =
      OffsetMap.empty(new Incarnation(NO_ID, NO_ID))
          .append(new Run(0, 1, 1, Cause.START, 0, 0))
          .append(new Run(100, 102, 101, Cause.TAKEOVER, 0, 0));

  private final CopyTask task =
      new CopyTask(
          new TopicPartition("orders", 0), new TopicPartition("us.orders", 0), "id", 0, true);
  private final Target target = new Target();
  private final Source source = new Source();
  private final Failures failures = new Failures();
  private final CopyContext context =
      new CopyContext(
          new CopyContext.Clusters(
              source, target, new OffsetMapStore("us.offset-map.internal", target), null),
          new Timers(() -> 0),
          failures,
          () -> 0,
          1_000);
  private final CopyPipeline pipeline =
      new CopyPipeline(
          task,
          new TakeoverResult(
              NO_ID,
              US,
              new TopicPartition("us.offset-map.internal", 0),
              0,
              MAP,
              List.of(),
              Optional.empty(),
              100,
              102,
              101,
              0),
          context,
          new RefusalJudge(task, () -> 0),
          failures);

  @Test
  void whatATargetHasLostThatAnswersTooLowAnOffsetIsCopiedAgain() {
    pipeline.accept(new Chunk(List.of(new Batch(100, 109)), 110, 110));
    assertThat(target.appends).hasSize(1);

    target.answer(0);

    assertThat(failures.found).extracting(Failure::reason).containsExactly(Reason.TARGET_LOST);
    OffsetMap map = target.map.map(task.mapKey()).orElseThrow();
    assertThat(map.last().cause()).isEqualTo(Cause.OTHER_WRITER);
    assertThat(map.last().upstream()).isZero();
    assertThat(map.last().previousEnd()).as("behind what came to lie there").isEqualTo(10);
  }

  @Test
  void anAnswerThatIsTooHighIsStillAnotherWritersDoing() {
    pipeline.accept(new Chunk(List.of(new Batch(100, 109)), 110, 110));

    target.answer(105);

    assertThat(failures.found).extracting(Failure::reason).containsExactly(Reason.FOREIGN_WRITES);
    assertThat(target.map.map(task.mapKey()).orElseThrow().last().upstream()).isEqualTo(110);
  }

  @Test
  void aShorterSourceWithoutAnIdIsCopiedFromItsStart() {
    feed(NO_ID).outOfRange();
    assertThat(source.followed).containsExactly(5L);
  }

  @Test
  void soIsOneThatPartsFromWhatWasCopied() {
    feed(NO_ID).diverged(0, 40);
    assertThat(source.followed).containsExactly(5L);
  }

  @Test
  void withAnIdItIsTheSameTopicThatHasLostItsTail() {
    feed(ID).outOfRange();
    feed(ID).diverged(0, 30);
    assertThat(source.followed).containsExactly(40L, 30L);
  }

  private SourceFeed feed(Uuid topicId) {
    return new SourceFeed(task, context, topicId, pipeline, failures);
  }

  private static final class Target extends ForwardingAppender {
    private final List<Reply<Long>> appends = new ArrayList<>();
    private final List<Reply<Long>> mapWrites = new ArrayList<>();
    private final OffsetMapReplay map = new OffsetMapReplay();

    private Target() {
      super(null);
    }

    @Override
    public int partitionCount(String topic) {
      return 1;
    }

    @Override
    public void append(
        TopicPartition partition,
        ProducerIdentity producer,
        int sequence,
        FetchedBatch batch,
        Reply<Long> reply) {
      appends.add(reply);
    }

    @Override
    public void appendRecords(
        TopicPartition partition,
        ProducerIdentity producer,
        int sequence,
        List<KeyValue> records,
        Reply<Long> reply) {
      records.forEach(each -> map.apply(each.key(), each.value()));
      mapWrites.add(reply);
    }

    private void answer(long offset) {
      appends.getFirst().done(offset);
      while (!mapWrites.isEmpty()) {
        mapWrites.removeFirst().done(0L);
      }
    }

    @Override
    public void forget(TopicPartition partition) {}
  }

  /** Its log begins at 5 and ends at 40. */
  private static final class Source implements BatchFetcher {
    private final List<Long> followed = new ArrayList<>();

    @Override
    public void resolve(TopicPartition partition, Reply<Uuid> reply) {}

    @Override
    public void offsetAt(TopicPartition partition, long timestamp, Reply<Long> reply) {
      reply.done(timestamp == EARLIEST ? 5L : 40L);
    }

    @Override
    public void follow(
        TopicPartition partition, Uuid topicId, long offset, int leaderEpoch, Listener listener) {
      followed.add(offset);
    }

    @Override
    public void unfollow(TopicPartition partition) {}

    @Override
    public long bufferedBytes() {
      return 0;
    }

    @Override
    public void close() {}
  }

  private record Batch(long baseOffset, long lastOffset) implements FetchedBatch {
    @Override
    public int recordCount() {
      return (int) (lastOffset - baseOffset + 1);
    }

    @Override
    public boolean isData() {
      return true;
    }

    @Override
    public boolean isAppendable() {
      return true;
    }

    @Override
    public int sizeInBytes() {
      return 100;
    }

    @Override
    public long maxTimestamp() {
      return 0;
    }

    @Override
    public void release() {}
  }

  private static final class Failures implements CopyObserver, OwnedCopy.Owner {
    private final List<Failure> found = new ArrayList<>();

    @Override
    public void failed(Failure failure) {
      found.add(failure);
    }

    @Override
    public SourceLoss onSourceLoss() {
      return SourceLoss.CONTINUE;
    }

    @Override
    public void refused(Refusal refusal, List<DeadLetter> atFault, Optional<TakeoverResult> held) {}

    @Override
    public void undeliverable(List<DeadLetter> letters) {}

    @Override
    public void drained() {}

    @Override
    public void copied(TopicPartition source, int records, int bytes, long latencyMs) {}

    @Override
    public void takenOver(TopicPartition source, long upstream, long downstream) {}

    @Override
    public void interrupted(TopicPartition source, long upstream, Failure failure) {}

    @Override
    public void lostOnSource(TopicPartition source, long from, long to) {}

    @Override
    public void truncatedOnSource(TopicPartition source, long copied, long agreed) {}
  }
}
