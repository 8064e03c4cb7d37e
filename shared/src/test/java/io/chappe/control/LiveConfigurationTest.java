package io.chappe.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.ChappeConfig;
import io.chappe.config.live.ConfigSources;
import io.chappe.naming.FlowId;
import io.chappe.status.AppliedConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveConfigurationTest {
  private static final FlowId FLOW = new FlowId("us", "eu");
  static final ConfigSources SOURCES =
      new ConfigSources(
          Map.of(
              "clusters", "us, eu",
              "us.bootstrap.servers", "us:9092",
              "eu.bootstrap.servers", "eu:9092",
              "us->eu.enabled", "true",
              "us->eu.topics", "orders"),
          Map.of(),
          Map.of(),
          Set.of());

  @TempDir Path folder;

  private LiveConfiguration live;
  private String first;
  private volatile Progress progress = Progress.DONE;

  @BeforeEach
  void open() throws IOException {
    Path file = Files.writeString(folder.resolve("chappe.properties"), "clusters = us, eu");
    live = new LiveConfiguration(file, SOURCES, SOURCES.resolve(), UnaryOperator.identity());
    first = live.applied().revision();
  }

  @AfterEach
  void close() {
    live.close();
  }

  @Test
  void aRevisionIsAppliedOnlyWhenAllFlowsHaveGoneOverToIt() {
    live.start(config -> progress = new Progress(true, Map.of()), () -> progress);

    live.take(0, "us->eu", "{\"topics\": \"news\"}");
    Awaitility.await().until(() -> replicates("news"));
    assertThat(live.applied()).isEqualTo(new AppliedConfiguration(first, -1, "", Map.of()));

    progress = Progress.DONE;
    assertThat(live.applied().revision()).isNotEqualTo(first);
    assertThat(live.applied().offset()).isZero();
  }

  @Test
  void aChangeThatAFlowFailsToApplyIsAmongTheRefusedAndTheRevisionStays() {
    live.start(
        config -> progress = new Progress(false, Map.of(FLOW, "no such key store")),
        () -> progress);

    live.take(0, "us->eu", "{\"topics\": \"news\"}");
    Awaitility.await().until(() -> live.applied().offset() == 0);

    AppliedConfiguration applied = live.applied();
    assertThat(applied.revision()).isEqualTo(first);
    assertThat(applied.refusedRevision()).isNotEmpty().isNotEqualTo(first);
    assertThat(applied.refused())
        .isEqualTo(Map.of("us->eu", List.of("us->eu: can't be applied: no such key store")));

    progress = Progress.DONE;
    assertThat(live.applied().refused()).isEmpty();
    assertThat(live.applied().revision()).isEqualTo(applied.refusedRevision());
  }

  @Test
  void aChangeThatTheServiceDoesNotTakeAtAllLeavesTheOldConfiguration() {
    AtomicBoolean broken = new AtomicBoolean(true);
    live.start(
        config -> {
          if (broken.get()) {
            throw new IllegalStateException("a bug");
          }
        },
        () -> Progress.DONE);

    live.take(0, "us->eu", "{\"topics\": \"news\"}");
    Awaitility.await().until(() -> live.applied().offset() == 0);
    assertThat(live.applied().revision()).isEqualTo(first);
    assertThat(live.applied().refused()).containsOnlyKeys("*");
    assertThat(replicates("orders")).isTrue();

    broken.set(false);
    live.take(1, "us->eu", "{\"topics\": \"other\"}");
    Awaitility.await().until(() -> replicates("other"));
    assertThat(live.applied().refused()).isEmpty();
  }

  @Test
  void whatCannotBeCheckedIsTriedAgainAndSaidUntilThen() {
    AtomicBoolean broken = new AtomicBoolean(true);
    try (LiveConfiguration checked =
        new LiveConfiguration(
            folder.resolve("chappe.properties"),
            SOURCES,
            SOURCES.resolve(),
            config -> {
              if (broken.get()) {
                throw new NoClassDefFoundError("missing in the executable");
              }
              return config;
            })) {
      checked.start(config -> {}, () -> Progress.DONE);

      checked.take(0, "us->eu", "{\"topics\": \"news\"}");
      Awaitility.await().until(() -> checked.applied().refused().containsKey("*"));

      broken.set(false);
      Awaitility.await()
          .until(() -> checked.config().flows().getFirst().topicFilter().accepts("news"));
      assertThat(checked.applied().refused()).isEmpty();
    }
  }

  @Test
  void malformedRecordsAreRefusedOneByOneAndTheGoodOnesAmongThemApplied() {
    live.take(0, "us->eu", "{\"topics\": ");
    live.take(1, "us->nowhere", "{\"enabled\": true}");
    live.take(2, null, "{\"topics\": \"none\"}");
    live.take(3, "*", "{\"us->eu.topics\": \"news\"}");
    live.take(4, "us", "\"" + "x".repeat(300_000) + "\"");
    live.take(5, "eu", "\u0000\uFFFD");
    live.applyTaken();

    assertThat(replicates("news")).isTrue();
    AppliedConfiguration applied = live.applied();
    assertThat(applied.offset()).isEqualTo(5);
    assertThat(applied.revision()).isNotEqualTo(first);
    assertThat(applied.refused()).containsOnlyKeys("us->eu", "us->nowhere", "(no key)", "us", "eu");
    assertThat(applied.refused().values().toString()).hasSizeLessThan(2_000);

    live.take(6, "us->eu", null);
    live.take(7, "us->nowhere", null);
    live.take(8, null, null);
    live.take(9, "us", null);
    live.take(10, "eu", null);
    live.applyTaken();
    assertThat(live.applied().refused()).isEmpty();
    assertThat(replicates("news")).isTrue();
  }

  @Test
  void aRecordThatIsOlderThanWhatIsKnownOfItsKeyIsIgnored() {
    live.take(5, "us->eu", "{\"topics\": \"news\"}");
    live.take(4, "us->eu", "{\"topics\": \"old\"}");
    live.applyTaken();

    assertThat(replicates("news")).isTrue();
    assertThat(live.applied().offset()).isEqualTo(5);
  }

  @Test
  void aTopicThatWasCreatedAgainTakesBackNothingByItselfAndItsRecordsCount() {
    read("one", true, entry(40, "us->eu", "{\"paused\": true}"), entry(41, "eu", "{}"));
    live.applyTaken();
    assertThat(paused()).isTrue();

    read("two", true);
    live.applyTaken();
    assertThat(paused()).as("an empty topic switches nothing on").isTrue();
    assertThat(live.applied().offset()).isEqualTo(-1);
    assertThat(live.applied().topicId()).isEqualTo("two");
    assertThat(live.applied().covers("one", 5)).as("another topic's record").isFalse();
    assertThat(live.applied().refused()).containsOnlyKeys("us->eu", "eu");
    assertThat(live.applied().refused().toString()).contains("was created again");

    read("two", false, entry(0, "us->eu", "{\"topics\": \"news\", \"paused\": true}"));
    live.applyTaken();
    assertThat(replicates("news")).as("a lower offset, but of the new topic").isTrue();
    assertThat(live.applied().offset()).isZero();
    assertThat(live.applied().refused()).containsOnlyKeys("eu");

    read("two", false, entry(1, "us->eu", null), entry(2, "eu", null));
    live.applyTaken();
    assertThat(paused()).isFalse();
    assertThat(live.applied().refused()).isEmpty();
    assertThat(live.written()).isEmpty();
  }

  @Test
  void brokersWithoutIdsShowAnotherTopicByItsOffsets() {
    read("", true, entry(40, "us->eu", "{\"paused\": true}"));
    read("", true, entry(0, "eu->us", "{\"enabled\": true}"));
    live.applyTaken();

    assertThat(paused()).isTrue();
    assertThat(live.applied().refused()).containsOnlyKeys("us->eu");
    assertThat(live.config().flows()).hasSize(2);
  }

  @Test
  void whatWasRemovedAndCompactedAwayWhileNobodyReadIsRemoved() {
    read("one", true, entry(40, "us->eu", "{\"paused\": true}"), entry(41, "eu", "{}"));
    read("one", true, entry(41, "eu", "{}"), entry(50, "eu->us", "{\"enabled\": true}"));
    live.applyTaken();

    assertThat(paused()).isFalse();
    assertThat(live.written()).containsOnlyKeys("eu", "eu->us");
  }

  @Test
  void aFlowThatIsSwitchedOffByAnOverrideRefusedAtTheStartStandsStill() {
    read(
        "one",
        true,
        entry(
            3, "us->eu", "{\"paused\": \"true\", \"bootstrap.servers\": \"x\", \"topics\": \"a\"}"),
        entry(
            4, "*", "{\"eu->us.enabled\": false, \"config.providers\": \"x\", \"paused\": false}"));
    live.applyTaken();

    assertThat(paused()).isTrue();
    assertThat(replicates("orders")).as("nothing else of it counts").isTrue();
    AppliedConfiguration applied = live.applied();
    assertThat(applied.refused()).containsOnlyKeys("us->eu", "*");
    assertThat(applied.refused().get("us->eu").toString())
        .contains("bootstrap.servers can't be changed here")
        .contains("stands still until it is put right");

    read("one", false, entry(5, "us", "{\"consumer.client.rack\": \"x\"}"));
    live.applyTaken();
    assertThat(paused()).as("other changes don't matter").isTrue();
    assertThat(live.applied().refused()).containsKey("us->eu");

    read("one", false, entry(6, "us->eu", "{\"topics\": \"a\"}"));
    live.applyTaken();
    assertThat(paused()).isFalse();
    assertThat(live.applied().refused()).containsOnlyKeys("*");
  }

  @Test
  void anOverrideThatIsRefusedWhileItRunsLeavesWhatRanBefore() {
    read("one", true);
    live.applyTaken();
    read("one", false, entry(0, "us->eu", "{\"paused\": true, \"bootstrap.servers\": \"x\"}"));
    live.applyTaken();

    assertThat(paused()).isFalse();
    assertThat(live.applied().refused()).containsOnlyKeys("us->eu");
  }

  private void read(String topicId, boolean complete, TopicReading.Entry... records) {
    live.take(new TopicReading(topicId, complete, List.of(records)));
  }

  private static TopicReading.Entry entry(long offset, String key, String json) {
    return new TopicReading.Entry(offset, key, json, WrittenBy.TOPIC);
  }

  private boolean paused() {
    return live.config().flows().getFirst().copy().paused();
  }

  private boolean replicates(String topic) {
    ChappeConfig config = live.config();
    return config.flows().getFirst().replicates(topic);
  }
}
