package io.chappe.replicator.wire.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.failure.Failure;
import io.chappe.replicator.copy.port.BatchFetcher;
import io.chappe.replicator.copy.port.Chunk;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.wire.batch.FetchSettings;
import io.chappe.replicator.wire.batch.ReceivePool;
import io.chappe.replicator.wire.fetch.FetchLoop;
import io.chappe.replicator.wire.fetch.FetchTraffic;
import io.chappe.replicator.wire.fetch.FetchedEnds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.LogContext;
import org.junit.jupiter.api.Test;

/** Which topics of the source the fetch loop asks for, and what it says of those that are gone. */
class FetchedTopicsTest {
  private static final TopicPartition PARTITION = new TopicPartition("orders", 0);

  private final InMemoryBrokers brokers =
      new InMemoryBrokers((broker, request, since) -> Optional.empty(), () -> {});
  private final FetchLoop loop =
      new FetchLoop(
          brokers.client(),
          new FetchSettings(1 << 25, 8 << 20, 4 << 20, 8 << 20, 500, 2_500, 1, ""),
          new ReceivePool(1 << 25, brokers.time::milliseconds),
          FetchTraffic.unlimited(),
          new FetchedEnds(),
          Runnable::run,
          new LogContext());
  private final List<String> failures = new ArrayList<>();

  @Test
  void aDeletedTopicIsNotAskedForAnyMore() {
    resolve();
    assertThat(askedFor()).containsExactly("orders");
    brokers.tellMetadata(1, Map.of());
    run(1_100);

    assertThat(failures).containsExactly("cluster eu doesn't know orders-0 (yet)");
    assertThat(askedFor()).isEmpty();
  }

  @Test
  void aTopicThatWasFoundIsKeptUntilItIsFollowed() {
    resolve();
    brokers.tellMetadata(1, Map.of("orders", List.of(0)));
    run(10);
    assertThat(askedFor()).containsExactly("orders");

    loop.follow(PARTITION, InMemoryBrokers.topicId("orders"), 0, -1, new Nobody());
    run(120_000);
    assertThat(askedFor()).containsExactly("orders");

    loop.unfollow(PARTITION);
    assertThat(askedFor()).isEmpty();
  }

  @Test
  void aTopicThatNobodyFollowsIsForgotten() {
    resolve();
    brokers.tellMetadata(1, Map.of("orders", List.of(0)));
    run(120_000);

    assertThat(askedFor()).isEmpty();
  }

  private void resolve() {
    loop.resolve(
        PARTITION,
        new Reply<>() {
          @Override
          public void done(Uuid id) {}

          @Override
          public void failed(Failure failure) {
            failures.add(failure.message());
          }
        });
  }

  private void run(long ms) {
    loop.runOnce(1);
    brokers.time.advance(ms);
    loop.runOnce(1);
  }

  private List<String> askedFor() {
    return brokers.metadata.newMetadataRequestBuilder().topics();
  }

  private static final class Nobody implements BatchFetcher.Listener {
    @Override
    public void fetched(Chunk chunk) {}

    @Override
    public void outOfRange() {}

    @Override
    public void diverged(int epoch, long end) {}

    @Override
    public void failed(Failure failure) {}
  }
}
