package io.chappe.replicator.wire.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.copy.port.Timers;
import io.chappe.replicator.wire.append.KafkaBatchAppender;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ListOffsetsRequest;
import org.apache.kafka.common.requests.ListOffsetsResponse;
import org.junit.jupiter.api.Test;

class ClusterClientTest {
  private static final TopicPartition PARTITION = new TopicPartition("us.orders", 0);

  private static final Node NODE = new Node(0, "localhost", 1);

  private final InMemoryBrokers brokers =
      new InMemoryBrokers(
          (broker, request, since) ->
              Optional.of(new ListOffsetsResponse(new ListOffsetsResponseData())),
          () -> {});
  private final ClusterClient client = brokers.client();
  private final Timers timers = new Timers(brokers.time::milliseconds);
  private final KafkaBatchAppender appender = new KafkaBatchAppender(client, timers);
  private final List<Failure> failures = new ArrayList<>();

  /** The network client swallows what a callback throws; then the request would never end. */
  @Test
  void anAnswerThatCannotBeTakenIsAFailureOfItsRequest() {
    client.send(NODE, offsets(), answerThatThrows());

    client.poll(10);

    assertThat(failures).singleElement().extracting(Failure::reason).isEqualTo(Reason.UNEXPECTED);
    assertThat(failures.getFirst().message()).contains("a bug");
  }

  /** Else a fetch would count as in flight for ever, and its broker never be asked again. */
  @Test
  void aRequestThatCannotBeSentFails() {
    brokers.broken.add(NODE.idString());

    client.send(NODE, offsets(), answerThatThrows());

    assertThat(failures).singleElement().extracting(Failure::reason).isEqualTo(Reason.UNEXPECTED);
    assertThat(failures.getFirst().message()).contains("can't be sent");
  }

  private static ListOffsetsRequest.Builder offsets() {
    return ListOffsetsRequest.Builder.forReplica((short) 10, 1)
        .setTargetTimes(List.of(new ListOffsetsRequestData.ListOffsetsTopic()));
  }

  private ClusterClient.Answer answerThatThrows() {
    return new ClusterClient.Answer() {
      @Override
      public void response(AbstractResponse response, short version) {
        throw new IllegalStateException("a bug");
      }

      @Override
      public void failed(Failure failure) {
        failures.add(failure);
      }
    };
  }

  @Test
  void aClusterThatKnowsNoSuchTopicSaysSo() {
    CompletableFuture<String> failure = resolve();
    brokers.tellMetadata(1, Map.of());
    await(failure);

    assertThat(failure).isCompletedWithValue("cluster eu doesn't know us.orders-0 (yet)");
  }

  @Test
  void aClusterThatIsDownIsNotSaidNotToKnowATopic() {
    brokers.tellMetadata(1, Map.of());
    brokers.time.advance(10);
    CompletableFuture<String> failure = resolve();
    brokers.metadata.failedUpdate(brokers.time.milliseconds());
    await(failure);

    assertThat(failure).isCompletedWithValue("cluster eu does not answer");
  }

  @Test
  void aClusterThatIsFrozenIsNotSaidNotToKnowATopic() {
    brokers.tellMetadata(1, Map.of());
    brokers.time.advance(60_000);
    CompletableFuture<String> failure = resolve();
    await(failure);

    assertThat(failure).isCompletedWithValue("cluster eu does not answer");
  }

  @Test
  void aPartitionHasNoKnownLeaderIfNoBrokerCanBeReached() {
    brokers.metadata.bootstrap(List.of(InetSocketAddress.createUnresolved("localhost", 1)));
    assertThat(client.noLeader(PARTITION).message()).isEqualTo("cluster eu does not answer");

    brokers.tellMetadata(1, Map.of());

    assertThat(client.noLeader(PARTITION).message())
        .isEqualTo("us.orders-0 has no leader that is known");
  }

  @Test
  void aTopicThatIsNotThereIsNotAskedForAnyMore() {
    CompletableFuture<String> failure = resolve();
    assertThat(askedFor()).containsExactly("us.orders");
    brokers.tellMetadata(1, Map.of());
    await(failure);

    assertThat(askedFor()).isEmpty();
  }

  @Test
  void aTopicIsAskedForAsLongAsOneOfItsPartitionsIsCopied() {
    brokers.metadata.want("us.orders");
    brokers.tellMetadata(1, Map.of("us.orders", List.of(0, 0)));
    TopicPartition other = new TopicPartition("us.orders", 1);
    resolve();
    appender.resolve(other, reply(new CompletableFuture<>()));
    brokers.time.advance(120_000);
    appender.forget(PARTITION);
    assertThat(askedFor()).containsExactly("us.orders");

    appender.forget(other);

    assertThat(askedFor()).isEmpty();
  }

  @Test
  void aPartitionThatIsGivenUpWhileItIsResolvedIsNotKept() {
    resolve();
    appender.forget(PARTITION);
    brokers.tellMetadata(1, Map.of("us.orders", List.of(0)));
    for (int round = 0; round < 10; round++) {
      brokers.time.advance(20);
      appender.poll(0);
    }
    brokers.time.advance(120_000);

    assertThat(askedFor()).isEmpty();
  }

  /** As a takeover does, which asks for its map's partition next. */
  @Test
  void aPartitionIsToldOnceMetadataKnowsItThoughTheAnswerAsksForAnother() {
    TopicPartition map = new TopicPartition("us.map", 0);
    List<TopicPartition> told = new ArrayList<>();
    CompletableFuture<String> failed = new CompletableFuture<>();
    appender.resolve(
        PARTITION,
        told(
            () -> {
              told.add(PARTITION);
              appender.resolve(map, told(() -> told.add(map), failed));
            },
            failed));
    appender.resolve(new TopicPartition("us.orders", 1), reply(new CompletableFuture<>()));
    appender.poll(0);
    assertThat(told).isEmpty();

    brokers.tellMetadata(1, Map.of("us.orders", List.of(0)));
    appender.poll(0);
    assertThat(told).containsExactly(PARTITION);

    brokers.tellMetadata(1, Map.of("us.orders", List.of(0), "us.map", List.of(0)));
    appender.poll(0);
    assertThat(told).containsExactly(PARTITION, map);
    assertThat(failed).isNotDone();
  }

  /** The clock may be set back: a partition must not wait until it is as late again. */
  @Test
  void aPartitionThatIsAwaitedIsAnsweredThoughTheClockIsSetBack() {
    brokers.tellMetadata(1, Map.of());
    brokers.time.advance(60_000);
    CompletableFuture<String> failure = resolve();

    brokers.time.advance(-30_000);
    appender.poll(0);

    assertThat(failure).isDone();
  }

  @Test
  void aTopicThatIsNewIsAskedForAlone() {
    brokers.metadata.want("us.orders");
    askedNext();
    brokers.tellMetadata(1, Map.of("us.orders", List.of(0)));

    brokers.metadata.want("us.news");

    assertThat(askedNext()).containsExactly("us.news");
    assertThat(askedNext())
        .as("after an answer that didn't come")
        .containsExactlyInAnyOrder("us.orders", "us.news");
  }

  @Test
  void aPartitionThatWaitsIsAskedForAgainAndNoOther() {
    brokers.metadata.want("us.news");
    askedNext();
    brokers.tellMetadata(1, Map.of("us.news", List.of(0)));
    resolve();
    assertThat(askedNext()).containsExactly("us.orders");
    brokers.time.advance(200);
    appender.poll(0);

    assertThat(askedNext()).containsExactly("us.orders");
  }

  private List<String> askedNext() {
    return brokers
        .metadata
        .newMetadataRequestAndVersion(brokers.time.milliseconds())
        .requestBuilder
        .topics();
  }

  private CompletableFuture<String> resolve() {
    CompletableFuture<String> failure = new CompletableFuture<>();
    appender.resolve(PARTITION, reply(failure));
    return failure;
  }

  private static Reply<Uuid> reply(CompletableFuture<String> failed) {
    return told(() -> {}, failed);
  }

  private static Reply<Uuid> told(Runnable then, CompletableFuture<String> failed) {
    return new Reply<>() {
      @Override
      public void done(Uuid id) {
        then.run();
      }

      @Override
      public void failed(Failure failure) {
        failed.complete(failure.message());
      }
    };
  }

  private void await(CompletableFuture<String> failure) {
    for (int round = 0; round < 100 && !failure.isDone(); round++) {
      brokers.time.advance(10);
      appender.poll(0);
    }
  }

  private List<String> askedFor() {
    return brokers.metadata.newMetadataRequestBuilder().topics();
  }
}
