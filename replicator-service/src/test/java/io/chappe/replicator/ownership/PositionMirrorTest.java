package io.chappe.replicator.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.naming.FlowId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

class PositionMirrorTest {
  private static final FlowId FLOW = new FlowId("us", "eu");
  private static final TopicPartition KEPT = new TopicPartition("kept", 0);
  private static final TopicPartition GONE = new TopicPartition("gone", 0);
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final Set<String> wanted = new HashSet<>(Set.of("kept", "gone"));
  private final Commits consumer = new Commits();
  private final PositionMirror mirror;
  private long now;

  PositionMirrorTest() {
    Owned owned = new Owned(FLOW, new Ignoring(), OwnershipObserver.NONE);
    owned.assigned(List.of(KEPT, GONE));
    mirror =
        new PositionMirror(
            FLOW,
            owned,
            partition -> wanted.contains(partition.topic()),
            OwnershipObserver.NONE,
            () -> now);
    mirror.put(Map.of(KEPT, at(1), GONE, at(1)));
  }

  @Test
  void nothingIsCommittedForATopicThatIsNoLongerWanted() {
    wanted.remove("gone");

    mirror.commitIfDue(consumer);
    assertThat(consumer.last).containsOnlyKeys(KEPT);

    mirror.put(Map.of(KEPT, at(2), GONE, at(2)));
    mirror.commitNow(consumer, List.of(KEPT, GONE), LIMIT);
    assertThat(consumer.last).containsOnlyKeys(KEPT);
  }

  @Test
  void whatWasRefusedBecauseATopicIsGoneIsNotTriedAgain() {
    mirror.commitIfDue(consumer);
    consumer.answer(new UnknownTopicOrPartitionException());
    now += TimeUnit.SECONDS.toNanos(2);

    mirror.commitIfDue(consumer);

    assertThat(consumer.commits).isEqualTo(1);
  }

  @Test
  void whatFailedForAnotherReasonIsTriedAgain() {
    mirror.commitIfDue(consumer);
    consumer.answer(new DisconnectException());
    now += TimeUnit.SECONDS.toNanos(2);

    mirror.commitIfDue(consumer);

    assertThat(consumer.commits).isEqualTo(2);
    assertThat(consumer.last).containsOnlyKeys(KEPT, GONE);
  }

  /** Notes what is committed, and answers when told. */
  private static final class Commits extends MockConsumer<byte[], byte[]> {
    private Map<TopicPartition, OffsetAndMetadata> last = Map.of();
    private int commits;
    private Optional<OffsetCommitCallback> waiting = Optional.empty();

    private Commits() {
      super("earliest");
    }

    private void answer(Exception error) {
      waiting.orElseThrow().onComplete(last, new RetriableCommitFailedException(error));
    }

    @Override
    public synchronized void commitAsync(
        Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
      last = offsets;
      commits++;
      waiting = Optional.of(callback);
    }

    @Override
    public synchronized void commitSync(
        Map<TopicPartition, OffsetAndMetadata> offsets, Duration limit) {
      last = offsets;
      commits++;
    }
  }

  private static final class Ignoring implements OwnershipListener {
    @Override
    public void assigned(Collection<TopicPartition> partitions) {}

    @Override
    public void revoked(Collection<TopicPartition> partitions) {}

    @Override
    public void lost(Collection<TopicPartition> partitions) {}
  }

  private static OffsetAndMetadata at(long position) {
    return new OffsetAndMetadata(position);
  }
}
