package io.chappe.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.checkpoint.emission.EmittedCheckpoints;
import io.chappe.checkpoint.emission.StoredCheckpoint;
import io.chappe.checkpoint.groups.CommittedOffset;
import io.chappe.checkpoint.groups.GroupList;
import io.chappe.checkpoint.translation.CopyNames;
import io.chappe.checkpoint.translation.LogRange;
import io.chappe.checkpoint.translation.TopicPresence;
import io.chappe.checkpoint.translation.Translator;
import io.chappe.config.FlowConfig;
import io.chappe.config.loading.ConfigLoader;
import io.chappe.offsetmap.Cause;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.Run;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.service.FlowHealth;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.mirror.Checkpoint;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A target coordinator that is away in the very round in which a group is turned round. */
class UnansweredTargetTest {
  private static final FlowConfig FLOW =
      ConfigLoader.parse(
              Map.of(
                  "clusters", "us, eu",
                  "us.bootstrap.servers", "localhost:1",
                  "eu.bootstrap.servers", "localhost:1",
                  "us->eu.enabled", "true",
                  "us->eu.emit.checkpoints.gone.max.percent", "100",
                  "us->eu.sync.group.offsets.failback.enabled", "true"),
              Map.of(),
              Set.of())
          .flows()
          .getFirst();

  private static final String GROUP = "g";
  private static final SourcePartition SOURCE = new SourcePartition("orders", 3);
  private static final TopicPartition COPY = new TopicPartition("us.orders", 3);
  private static final Incarnation TOPICS = new Incarnation(Uuid.randomUuid(), Uuid.randomUuid());
  private static final TopicPresence TOPIC_VIEW =
      new TopicPresence(
          Optional.of(Map.of("orders", Optional.of(TOPICS.sourceTopicId()))),
          Map.of("orders", Optional.of(TOPICS.targetTopicId())));
  private static final Translator TRANSLATOR =
      new Translator(
          Map.of(SOURCE, OffsetMap.empty(TOPICS).append(new Run(0, 0, 0, Cause.START, 0))),
          TOPIC_VIEW.incarnations(),
          Map.of(SOURCE, new LogRange(0, 1_000, 1_000)),
          Map.of());

  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final FlowClients clients =
      new FlowClients(FLOW) {
        @Override
        Producer<byte[], byte[]> producer() {
          return producer;
        }
      };
  private final EmittedCheckpoints emitted =
      new EmittedCheckpoints(clients.target(), FLOW.naming().checkpointsTopic(), () -> {});
  private final EmissionWork work = work();
  private final RoundView view =
      new RoundView(
          TOPIC_VIEW,
          new CopyNames(FLOW.naming(), List.of(SOURCE)),
          GroupList.NONE,
          GroupList.NONE,
          true,
          true);

  UnansweredTargetTest() {
    emitted.remember(
        new StoredCheckpoint(new Checkpoint(GROUP, COPY, 100, 100, ""), Optional.of(TOPICS), 1));
  }

  @Test
  void aGroupThatWasPutBackWaitsUntilTheTargetSaysWhereItIs() throws Exception {
    emit(20, targetAway());

    assertThat(upstream()).isEqualTo(100);
    assertThat(producer.history()).isEmpty();

    emit(20, targetAt(150));

    assertThat(upstream()).isEqualTo(20);
    // What was read on the target by then is written down, and then the checkpoint.
    assertThat(producer.history()).hasSize(2);
  }

  @Test
  void aGroupThatReadsOnDoesNotWait() throws Exception {
    emit(120, targetAway());

    assertThat(upstream()).isEqualTo(120);
  }

  @Test
  void whatIsGoneStaysSuspectUntilTheTargetSaysWhereItWas() throws Exception {
    tellGone(targetAway());
    tellGone(targetAway());

    assertThat(emitted.of(GROUP)).containsKey(COPY);
    assertThat(producer.history()).isEmpty();

    tellGone(targetAt(100));

    assertThat(emitted.of(GROUP)).isEmpty();
    assertThat(producer.history()).hasSize(2);
  }

  private EmissionWork work() {
    CheckpointMeters meters =
        new CheckpointMeters(FLOW.id(), new SimpleMeterRegistry(), InstantSource.system());
    Steps steps =
        new Steps(
            new FlowHealth(FLOW.id(), LoggerFactory.getLogger(UnansweredTargetTest.class)), meters);
    TopicLookup look = new TopicLookup(FLOW, clients, steps, () -> {});
    FailbackWork failback = new FailbackWork(FLOW, clients, steps, meters, look, emitted, () -> {});
    return new EmissionWork(FLOW, clients, steps, meters, emitted, Optional.of(failback), () -> {});
  }

  private static TargetOffsets targetAway() {
    return new TargetOffsets(groups -> Map.of());
  }

  private static TargetOffsets targetAt(long offset) {
    return new TargetOffsets(groups -> Map.of(GROUP, Map.of(COPY, new OffsetAndMetadata(offset))));
  }

  private void emit(long committed, TargetOffsets there) throws Exception {
    work.begin();
    work.emit(
        List.of(new CommittedOffset(GROUP, SOURCE, committed, "")), there, TRANSLATOR, view, false);
    work.end();
  }

  private void tellGone(TargetOffsets there) throws Exception {
    work.begin();
    work.tellGone(List.of(GROUP), Map.of(GROUP, Map.of()), there, TRANSLATOR, view);
    work.end();
  }

  private long upstream() {
    return emitted.of(GROUP).get(COPY).checkpoint().upstreamOffset();
  }
}
