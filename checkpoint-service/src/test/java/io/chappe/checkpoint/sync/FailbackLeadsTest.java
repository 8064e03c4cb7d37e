package io.chappe.checkpoint.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.checkpoint.emission.CheckpointWriter;
import io.chappe.checkpoint.emission.EmittedCheckpoints;
import io.chappe.checkpoint.emission.StoredCheckpoint;
import io.chappe.checkpoint.sync.Failback.Found;
import io.chappe.checkpoint.sync.Failback.Progress;
import io.chappe.checkpoint.translation.Incarnations;
import io.chappe.checkpoint.translation.LogRange;
import io.chappe.checkpoint.translation.Translator;
import io.chappe.offsetmap.Cause;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.Run;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.records.CheckpointKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.connect.mirror.Checkpoint;
import org.junit.jupiter.api.Test;

class FailbackLeadsTest {
  private static final String GROUP = "g";
  private static final SourcePartition SOURCE = new SourcePartition("orders", 3);
  private static final TopicPartition ORIGINAL = new TopicPartition("orders", 3);
  private static final TopicPartition COPY = new TopicPartition("us.orders", 3);
  private static final CheckpointKey KEY = new CheckpointKey(GROUP, COPY);
  private static final Incarnation TOPICS = new Incarnation(Uuid.randomUuid(), Uuid.randomUuid());
  private static final LogRange WHOLE = new LogRange(0, 6_000, 6_000);
  private static final OffsetMap EQUAL = map(new Run(0, 0, 0, Cause.START, 0));

  /** A flow that began with what came last. */
  private static final OffsetMap LATEST = map(new Run(5_000, 0, 0, Cause.START, 0));

  private final EmittedCheckpoints emitted = InMemoryTopic.follower();
  private final EmittedCheckpoints settled = InMemoryTopic.follower();
  private final Failback failback = new Failback(settled, emitted);
  private final InMemoryTopic memory = new InMemoryTopic();

  @Test
  void leadsASourceGroupToWhatItHasReadOnTheTarget() throws Exception {
    checkpoint(1_000, 1_000);
    seen(1_000);

    assertThat(leads(1_000, 1_200, translator(EQUAL, WHOLE))).hasValue(1_200);
  }

  @Test
  void leadsNoSourceGroupPastRecordsThatWereNeverCopied() throws Exception {
    checkpoint(1_000, 0);
    seen(0);

    assertThat(leads(1_000, 200, translator(LATEST, WHOLE))).isEmpty();
    assertThat(settled.of(GROUP).get(COPY).checkpoint().downstreamOffset()).isZero();
  }

  @Test
  void leadsItOnceTheSourceHasDeletedThemOrItHasReadThemThere() throws Exception {
    checkpoint(1_000, 0);
    seen(0);

    assertThat(leads(1_000, 200, translator(LATEST, new LogRange(5_000, 6_000, 6_000))))
        .hasValue(5_200);
    assertThat(leads(5_000, 201, translator(LATEST, WHOLE))).hasValue(5_201);
  }

  @Test
  void givesAGroupAPlaceOnTheSourceThatHasNone() throws Exception {
    assertThat(leads(-1, 200, translator(LATEST, WHOLE))).hasValue(5_200);
  }

  @Test
  void leadsNoSourceGroupToWhereOneBeganByItselfOnTheTarget() throws Exception {
    checkpoint(1_000, 1_000);
    seen(6_000);

    assertThat(leads(1_000, 6_000, translator(EQUAL, WHOLE))).isEmpty();

    checkpoint(6_000, 6_000);
    seen(6_000);
    assertThat(leads(6_000, 6_001, translator(EQUAL, new LogRange(0, 7_000, 7_000))))
        .hasValue(6_001);
  }

  @Test
  void thatBothSidesHaveMetOutlivesRestartsAndWhatIsReachedLater() throws Exception {
    checkpoint(1_000, 1_000);
    seen(900);
    CheckpointWriter writer = memory.writer();
    checkpoint(1_500, 1_500);
    failback.reached().beforeTurn(standing(200, 200), OptionalLong.of(1_400), writer);
    writer.await();

    EmittedCheckpoints later = InMemoryTopic.follower();
    memory.replay(later, 0);
    assertThat(new ReachedOffsets(later, emitted).haveMet(KEY, TOPICS.targetTopicId())).isTrue();
    assertThat(new ReachedOffsets(later, emitted).settled(KEY, TOPICS.targetTopicId()))
        .hasValue(1_500);
    assertThat(new ReachedOffsets(later, emitted).haveMet(KEY, Uuid.randomUuid())).isFalse();
  }

  @Test
  void aGroupThatIsDeletedOnTheTargetBeginsThereAnew() throws Exception {
    checkpoint(1_000, 1_000);
    seen(1_000);
    CheckpointWriter writer = memory.writer();
    failback.reached().seenAll(GROUP, Set.of(), writer);
    writer.await();

    assertThat(leads(1_000, 6_000, translator(EQUAL, WHOLE))).isEmpty();
  }

  @Test
  void aPlaceThatIsOnlyAsNearAsCanBeToldIsNoAgreement() throws Exception {
    OffsetMap thinned =
        map(
            new Run(0, 0, 0, Cause.START, 0),
            new Run(120, 100, 100, Cause.THINNED, 0),
            new Run(220, 200, 200, Cause.GAP, 0));
    Translator translator = translator(thinned, new LogRange(0, 300, 300));
    long nearest = translator.toSource(SOURCE, 150).position().getAsLong();
    checkpoint(nearest, translator.toTarget(SOURCE, nearest).position().getAsLong());
    seen(100);

    assertThat(leads(nearest, 150, translator)).isEmpty();
    failback
        .reached()
        .agreeWhereSettled(Map.of(GROUP, Map.of(COPY, new OffsetAndMetadata(150))), each -> false);

    assertThat(emitted.agreements().agreed(KEY)).isEmpty();
    assertThat(failback.isProgress(KEY, 150, TOPICS.targetTopicId(), 300)).isFalse();
  }

  @Test
  void aPlaceAmongTheRecordsOfOthersIsNoAgreement() throws Exception {
    OffsetMap shared =
        map(new Run(0, 0, 0, Cause.START, 0), new Run(500, 500, 500, Cause.OTHER_WRITER, 0));
    checkpoint(500, 500);
    seen(500);

    assertThat(leads(500, 5_500, translator(shared, WHOLE))).isEmpty();
    failback
        .reached()
        .agreeWhereSettled(
            Map.of(GROUP, Map.of(COPY, new OffsetAndMetadata(5_500))), each -> false);

    assertThat(emitted.agreements().agreed(KEY)).isEmpty();
  }

  @Test
  void aPlaceBehindTheLastMarkersIsAnAgreement() throws Exception {
    checkpoint(1_000, 1_000);
    seen(1_000);

    assertThat(leads(1_000, 1_002, translator(EQUAL, new LogRange(0, 1_002, 1_000)))).isEmpty();

    assertThat(emitted.agreements().agreed(KEY)).hasValue(1_002);
  }

  private static OffsetMap map(Run... runs) {
    OffsetMap map = OffsetMap.empty(TOPICS);
    for (Run run : runs) {
      map = map.append(run);
    }
    return map;
  }

  private static Translator translator(OffsetMap map, LogRange logs) {
    return new Translator(
        Map.of(SOURCE, map),
        new Incarnations(
            Optional.of(Map.of(SOURCE.topic(), TOPICS.sourceTopicId())),
            Map.of(SOURCE.topic(), TOPICS.targetTopicId())),
        Map.of(SOURCE, new LogRange(0, logs.end(), logs.dataEnd())),
        Map.of(SOURCE, new LogRange(logs.start(), 10_000, 10_000)));
  }

  private static StoredCheckpoint standing(long upstream, long downstream) {
    return new StoredCheckpoint(
        new Checkpoint(GROUP, COPY, upstream, downstream, ""), Optional.of(TOPICS), 0);
  }

  private void checkpoint(long upstream, long downstream) {
    emitted.remember(standing(upstream, downstream));
  }

  private void seen(long there) throws Exception {
    CheckpointWriter writer = memory.writer();
    failback.reached().seen(KEY, there, TOPICS.targetTopicId(), writer);
    writer.await();
  }

  /** Where the source group is led; it is nowhere there if {@code here} is negative. */
  private OptionalLong leads(long here, long there, Translator translator) throws Exception {
    OffsetAndMetadata offset = new OffsetAndMetadata(there);
    Progress progress = new Progress(GROUP, SOURCE, COPY, offset, TOPICS);
    Map<TopicPartition, OffsetAndMetadata> committed =
        here < 0 ? Map.of() : Map.of(ORIGINAL, new OffsetAndMetadata(here));
    assertThat(failback.isProgress(KEY, there, TOPICS.targetTopicId(), WHOLE.end() + 1)).isTrue();
    CheckpointWriter writer = memory.writer();
    var done =
        failback.sync(
            (group, offsets) -> KafkaFuture.completedFuture(null),
            List.of(Found.of(progress, translator).orElseThrow()),
            Map.of(GROUP, committed),
            group -> true,
            writer);
    writer.await();
    OffsetAndMetadata led = done.values().getOrDefault(GROUP, Map.of()).get(ORIGINAL);
    return led == null ? OptionalLong.empty() : OptionalLong.of(led.offset());
  }
}
