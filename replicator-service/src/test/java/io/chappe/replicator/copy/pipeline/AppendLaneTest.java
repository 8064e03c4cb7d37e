package io.chappe.replicator.copy.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.replicator.copy.port.FetchedBatch;
import io.chappe.replicator.copy.port.ProducerIdentity;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.copy.takeover.TakeoverResult;
import io.chappe.replicator.simulation.ForwardingAppender;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class AppendLaneTest {
  private static final TopicPartition PARTITION = new TopicPartition("us.orders", 0);
  private static final Uuid TOPIC = Uuid.randomUuid();
  private static final TakeoverResult TAKEN =
      new TakeoverResult(
          TOPIC,
          new ProducerIdentity(1, (short) 0),
          new TopicPartition("us.offset-map.internal", 0),
          0,
          OffsetMap.empty(new Incarnation(TOPIC, TOPIC)),
          List.of(),
          Optional.empty(),
          0,
          0,
          0,
          0);

  private final List<Reply<Long>> replies = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();
  private RuntimeException bug;

  private final AppendLane lane =
      new AppendLane(PARTITION, TAKEN, new Captured(), () -> 0, new Heard());

  private final MapWriter map = new MapWriter(null, TAKEN, null, null);

  @Test
  void whatIsInFlightOrWaitsIsntSettled() {
    lane.add(placement(0), 1);
    assertThat(lane.isSettled()).as("the map isn't durable").isFalse();
    lane.discardWaiting();
    assertThat(lane.isSettled()).isTrue();

    lane.add(placement(0), 0);
    lane.send(map);
    assertThat(lane.isSettled()).as("in flight").isFalse();

    replies.getFirst().done(0L);
    assertThat(lane.isSettled()).isTrue();
    assertThat(heard).containsExactly("appended at 0");
  }

  /** As long as it didn't count as settled, nothing but the next takeover moved the partition. */
  @Test
  void anAnswerThatCantBeTakenInSettlesToo() {
    lane.add(placement(0), 0);
    lane.send(map);
    bug = new IllegalStateException("thrown by a test");

    assertThatThrownBy(() -> replies.getFirst().done(0L)).isSameAs(bug);
    replies.getFirst().failed(new Failure.Retry(Reason.UNEXPECTED, "bug, see the log"));

    assertThat(heard).containsExactly("failed unexpected");
    assertThat(lane.isSettled()).isTrue();
  }

  private static Placement placement(long downstream) {
    return new Placement(new OneRecord(), List.of(), downstream, 1, 1, 1, 0, false);
  }

  private final class Captured extends ForwardingAppender {
    private Captured() {
      super(null);
    }

    @Override
    public void append(
        TopicPartition partition,
        ProducerIdentity producer,
        int sequence,
        FetchedBatch batch,
        Reply<Long> reply) {
      replies.add(reply);
    }
  }

  private final class Heard implements AppendLane.Listener {
    @Override
    public void appended(Placement placement, long baseOffset) {
      if (bug != null) {
        throw bug;
      }
      heard.add("appended at " + baseOffset);
    }

    @Override
    public void failed(Placement placement, int sequence, Failure failure) {
      heard.add("failed " + failure.reason());
    }
  }

  private record OneRecord() implements FetchedBatch {
    @Override
    public long baseOffset() {
      return 0;
    }

    @Override
    public long lastOffset() {
      return 0;
    }

    @Override
    public int recordCount() {
      return 1;
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
      return 1;
    }

    @Override
    public long maxTimestamp() {
      return 0;
    }

    @Override
    public void release() {}
  }
}
