package io.chappe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.testing.Records;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.CompressionType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Each kind of change, made while the services run and records flow. Another flow and a partition
 * that has nothing to do with the change are watched all the while: they must not stand still. At
 * the end the copies are compared, record by record. How long each change took, and the longest
 * gaps, are logged.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
class ChangesIT {
  private static final Logger LOGGER = LoggerFactory.getLogger(ChangesIT.class);

  private ChangingFlows flows;

  @BeforeAll
  void start() {
    flows = new ChangingFlows();
  }

  @BeforeEach
  void measure() {
    flows.measure();
  }

  @AfterAll
  void end() throws Exception {
    try (ChangingFlows closed = flows) {
      closed.assertNothingLost();
    }
  }

  @Test
  void aFilterPicksUpATopicWhileRecordsFlow() {
    flows.us().createTopic("news", 1);
    Records.produce(flows.us(), "news", CompressionType.LZ4, 50);
    long begin = System.nanoTime();
    flows.awaitEveryone(flows.write("us->eu", "{\"topics\": [\"orders-.*\", \"news\"]}"));
    flows.awaitCopied("news", "us.news");
    log("filter: new topic copied", begin);
    flows.assertUndisturbed();
  }

  @Test
  void aGroupFilterLetsGroupsInAndOut() {
    TopicPartition partition = new TopicPartition("orders-steady", 0);
    flows.awaitEveryone(flows.write("us->eu", "{\"groups\": \"picked-.*\"}"));
    for (String group : List.of("picked-readers", "left-readers")) {
      TopicView.get(
          flows
              .us()
              .admin()
              .alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(5)))
              .all());
    }
    awaitSynced("picked-readers");
    assertThat(synced("left-readers")).isEmpty();

    flows.awaitEveryone(flows.write("us->eu", null));
    awaitSynced("left-readers");
    flows.assertUndisturbed();
  }

  private void awaitSynced(String group) {
    Awaitility.await(group).atMost(Patience.LIMIT).until(() -> !synced(group).isEmpty());
  }

  private Map<TopicPartition, OffsetAndMetadata> synced(String group) {
    return TopicView.get(
        flows.eu().admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
  }

  @Test
  void anIntervalIsChangedWithoutAPause() {
    flows.awaitEveryone(
        flows.write(
            "us->eu",
            "{\"emit.heartbeats.interval.seconds\": 3600, \"refresh.topics.interval.seconds\": 2,"
                + " \"emit.checkpoints.interval.seconds\": 2}"));
    AtomicLong known = new AtomicLong(-1);
    Awaitility.await("no heartbeats any more")
        .atMost(Patience.LIMIT)
        .during(Duration.ofSeconds(3))
        .until(
            () -> {
              long now = heartbeats();
              return known.getAndSet(now) == now;
            });

    flows.awaitEveryone(flows.write("us->eu", null));
    long before = heartbeats();
    Awaitility.await("heartbeats again")
        .atMost(Patience.LIMIT)
        .until(() -> heartbeats() > before + 1);
    flows.assertUndisturbed();
  }

  /** Of the flow us->eu: its source's topic holds no others. */
  private long heartbeats() {
    return new TopicView(flows.us(), "heartbeats").endOffsets();
  }

  @Test
  void aTransformIsPutInAndTakenOutAndOnlyItsFlowStartsAnew() {
    flows.us().createTopic("orders-marked", 1);
    Records.produce(flows.us(), "orders-marked", CompressionType.LZ4, 50);
    flows.awaitCopied("orders-marked", "us.orders-marked");
    flows.measure();
    flows.awaitEveryone(
        flows.write(
            "us->eu",
            """
            {"transforms": "mark",
             "transforms.mark.type": "org.apache.kafka.connect.transforms.InsertHeader",
             "transforms.mark.header": "marked", "transforms.mark.value.literal": "yes",
             "transforms.mark.predicate": "marked",
             "predicates": "marked",
             "predicates.marked.type":
                 "org.apache.kafka.connect.transforms.predicates.TopicNameMatches",
             "predicates.marked.pattern": "us\\\\.orders-marked"}
            """));
    Records.produce(flows.us(), "orders-marked", CompressionType.LZ4, 50);
    flows.awaitCopied("orders-marked", "us.orders-marked");
    flows.assertOtherUndisturbed();

    flows.awaitEveryone(flows.write("us->eu", null));
    Records.produce(flows.us(), "orders-marked", CompressionType.LZ4, 50);
    flows.awaitCopied("orders-marked", "us.orders-marked");
    flows.assertOtherUndisturbed();
    assertThat(Records.readAll(flows.eu(), "us.orders-marked"))
        .hasSize(150)
        .filteredOn(each -> each.headers().toString().contains("marked="))
        .hasSize(50)
        .allMatch(each -> each.offset() >= 50);
  }

  @Test
  void aPauseHoldsTheFlowAndOnlyItAndItGoesOnWithNothingLost() {
    flows.awaitEveryone(flows.write("us->eu", "{\"paused\": true}"));
    Awaitility.await("the report")
        .atMost(Patience.LIMIT)
        .until(() -> flows.flow().filter(each -> each.paused()).isPresent());
    Awaitility.await("nothing to come any more")
        .atMost(Patience.LIMIT)
        .until(() -> flows.quietFor().toMillis() > 1_000);
    long begin = System.nanoTime();
    flows.write("us->eu", null);
    Awaitility.await("records to come again")
        .atMost(Patience.LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> flows.quietFor().toMillis() < 200);
    log("resumed", begin);
    flows.assertOtherUndisturbed();
  }

  @Test
  void aRateLimitIsAppliedWithoutAPause() {
    flows.awaitEveryone(flows.write("us->eu", "{\"rate.limit.bytes.per.second\": 500000}"));
    flows.awaitMore();
    flows.awaitEveryone(flows.write("us->eu", null));
    flows.assertUndisturbed();
  }

  @Test
  void aFlowIsDisabledAndEnabledAgainWithNothingLost() {
    flows.awaitEveryone(flows.write("us->eu", "{\"enabled\": false}"));
    Awaitility.await("the flow to be gone")
        .atMost(Patience.LIMIT)
        .until(() -> flows.flow().isEmpty());
    flows.awaitEveryone(flows.write("us->eu", null));
    Awaitility.await("the flow to be back")
        .atMost(Patience.LIMIT)
        .until(() -> flows.flow().isPresent());
    flows.assertOtherUndisturbed();
  }

  @Test
  void aNewClusterOfTheFileAndANewFlowToItStart() throws IOException {
    flows.eu().createTopic("local", 1);
    Records.produce(flows.eu(), "local", CompressionType.LZ4, 50);
    String text = Files.readString(flows.file());
    String before = flows.revision();
    // Another name of the first cluster, which is another cluster to the services.
    Files.writeString(
        flows.file(),
        text.replace("clusters = us, eu", "clusters = us, eu, ap")
            + "ap.bootstrap.servers = %s\n".formatted(flows.us().bootstrapServers()));
    Awaitility.await("all to know the cluster")
        .atMost(Patience.LIMIT)
        .until(() -> flows.all(each -> !each.configuration().revision().equals(before)));
    // Its heartbeats would go into the same topic as those of eu->us.
    flows.awaitEveryone(
        flows.write(
            "eu->ap",
            "{\"enabled\": true, \"topics\": \"local\", \"heartbeats.replication.enabled\": false}"));
    new Faithfulness(flows.eu(), flows.us()).awaitCopied("local", "eu.local", Patience.LIMIT);
    flows.awaitEveryone(flows.write("eu->ap", null));
    Files.writeString(flows.file(), text);
    Awaitility.await("all to run the first revision")
        .atMost(Patience.LIMIT)
        .until(() -> flows.all(each -> each.configuration().revision().equals(before)));
    flows.assertUndisturbed();
  }

  @Test
  void aRenameSendsATopicElsewhereFromThenOn() {
    flows.us().createTopic("orders-old", 1);
    Records.produce(flows.us(), "orders-old", CompressionType.LZ4, 50);
    flows.awaitCopied("orders-old", "us.orders-old");
    flows.measure();
    flows.awaitEveryone(flows.write("us->eu", "{\"topics.rename\": \"orders-old -> orders-new\"}"));
    flows.awaitCopied("orders-old", "us.orders-new");
    flows.awaitEveryone(flows.write("us->eu", null));
    flows.assertOtherUndisturbed();
  }

  @Test
  void badChangesAreRefusedByAllTheStatusSaysWhyAndGoodOnesAmongThemAreApplied() {
    String before = flows.revision();
    flows.write("us->eu", "{\"topics\": \"orders([\"}");
    flows.write("us", "no JSON");
    flows.write("eu", "{\"x\": \"" + "y".repeat(300_000) + "\"}");
    flows.write("nowhere", "{}");
    long last = flows.write("*", "{\"sync.topic.acls.interval.seconds\": 30}");
    Awaitility.await("all to refuse them")
        .atMost(Patience.LIMIT)
        .untilAsserted(
            () ->
                assertThat(flows.instances())
                    .hasSize(3)
                    .allSatisfy(
                        each -> {
                          assertThat(each.configuration().offset()).isEqualTo(last);
                          assertThat(each.configuration().refused())
                              .containsOnlyKeys("us->eu", "us", "eu", "nowhere");
                          assertThat(each.configuration().refused().toString())
                              .contains("us->eu.topics=orders([", "proper JSON", "too many");
                        }));
    assertThat(flows.revision()).as("the good one").isNotEqualTo(before);
    assertThat(flows.services())
        .allSatisfy(
            each -> assertThat(String.join("\n", each.output())).contains("refused, the old one"));
    List.of("us->eu", "us", "eu", "nowhere").forEach(key -> flows.write(key, null));
    flows.awaitEveryone(flows.write("*", null));
    assertThat(flows.revision()).isEqualTo(before);
    flows.assertUndisturbed();
  }

  @Test
  void aChangedFileIsAppliedWhileRecordsFlow() throws IOException {
    String text = Files.readString(flows.file());
    String before = flows.revision();
    long begin = System.nanoTime();
    Files.writeString(flows.file(), text + "us->eu.sync.topic.acls.interval.seconds = 30\n");
    Awaitility.await("all to run another revision")
        .atMost(Patience.LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> flows.all(each -> !each.configuration().revision().equals(before)));
    log("file applied by all", begin);
    Files.writeString(flows.file(), text);
    Awaitility.await("all to run the first revision")
        .atMost(Patience.LIMIT)
        .until(() -> flows.all(each -> each.configuration().revision().equals(before)));
    flows.assertUndisturbed();
  }

  private static void log(String what, long beginNanos) {
    LOGGER.info("{}: {} ms", what, Duration.ofNanos(System.nanoTime() - beginNanos).toMillis());
  }
}
