package io.chappe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.clients.KafkaClients;
import io.chappe.config.ClientSettings;
import io.chappe.config.FlowId;
import io.chappe.control.HomeTopics;
import io.chappe.status.FlowReport;
import io.chappe.status.InstanceStatus;
import io.chappe.status.StatusReader;
import io.chappe.testing.Records;
import io.chappe.testing.TestCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
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
 * the end the copies are compared, record by record. How long each change took is logged.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
class ChangesIT {
  private static final Logger LOGGER = LoggerFactory.getLogger(ChangesIT.class);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long UNDISTURBED_MS = 2_000;
  private static final FlowId FLOW = new FlowId("us", "eu");

  private final AtomicBoolean enough = new AtomicBoolean();
  private final ExecutorService watching = Executors.newCachedThreadPool();
  private final List<ServiceProcess> services = new ArrayList<>();
  private TestCluster us;
  private TestCluster eu;
  private Path file;
  private Producer<byte[], byte[]> writer;
  private StatusReader status;
  private SteadyStream same;
  private SteadyStream other;
  private Arrivals sameArrivals;
  private Arrivals otherArrivals;
  private Future<Void> sameWatch;
  private Future<Void> otherWatch;

  @BeforeAll
  void start() throws Exception {
    CompletableFuture<TestCluster> first =
        CompletableFuture.supplyAsync(() -> TestCluster.builder("us").start());
    eu = TestCluster.builder("eu").start();
    us = first.join();
    us.createTopic("orders-steady", 2);
    eu.createTopic("steady", 1);
    file =
        Landscape.write(
            """
            clusters = us, eu
            us.bootstrap.servers = %s
            eu.bootstrap.servers = %s
            us->eu.enabled = true
            us->eu.topics = orders-.*
            eu->us.enabled = true
            eu->us.topics = steady
            refresh.topics.interval.seconds = 1
            emit.checkpoints.interval.seconds = 1
            """
                .formatted(us.bootstrapServers(), eu.bootstrapServers()));
    for (Service each : Service.values()) {
      services.add(ServiceProcess.startReady(each, file));
    }
    writer = Records.producer(us, Map.of());
    Map<String, String> servers = Map.of("bootstrap.servers", us.bootstrapServers());
    status =
        new StatusReader(
            new KafkaClients(new ClientSettings("us", servers, servers, servers), "test"),
            () -> {});
    status.start();
    same = new SteadyStream(us, "orders-steady", 2, 20);
    other = new SteadyStream(eu, "steady", 1, 20);
    sameArrivals = new Arrivals(eu, same.copies("us."), enough);
    otherArrivals = new Arrivals(us, other.copies("eu."), enough);
    awaitTopic(eu, "us.orders-steady");
    awaitTopic(us, "eu.steady");
    sameWatch = watching.submit(sameArrivals);
    otherWatch = watching.submit(otherArrivals);
    awaitMore();
  }

  @BeforeEach
  void measure() {
    sameArrivals.begin();
    otherArrivals.begin();
  }

  @AfterAll
  void end() throws Exception {
    enough.set(true);
    for (Future<Void> each : List.of(sameWatch, otherWatch)) {
      each.get();
    }
    same.close();
    other.close();
    assertSame(us, "orders-steady", eu, "us.orders-steady");
    assertSame(eu, "steady", us, "eu.steady");
    status.close();
    writer.close();
    services.forEach(ServiceProcess::close);
    watching.shutdownNow();
    us.close();
    eu.close();
  }

  @Test
  void aFilterPicksUpATopicWhileRecordsFlow() {
    us.createTopic("news", 1);
    Records.produce(us, "news", CompressionType.LZ4, 50);
    long offset = write("us->eu", "{\"topics\": [\"orders-.*\", \"news\"]}");
    long begin = System.nanoTime();
    awaitEveryone(offset);
    log("filter applied by all", begin, LIMIT);
    awaitCopied("news", "us.news");
    log("filter: new topic copied", begin, LIMIT);
    assertUndisturbed(true);
  }

  @Test
  void aPauseHoldsTheFlowAndOnlyItAndItGoesOnWithNothingLost() {
    awaitEveryone(write("us->eu", "{\"paused\": true}"));
    awaitFlow(FlowReport::paused);
    Awaitility.await("nothing to come any more")
        .atMost(LIMIT)
        .until(() -> sameArrivals.quietFor().toMillis() > 1_000);
    assertThat(otherLongestMs()).isLessThan(UNDISTURBED_MS);
    long begin = System.nanoTime();
    write("us->eu", null);
    Awaitility.await("records to come again")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> sameArrivals.quietFor().toMillis() < 200);
    log("resumed", begin, LIMIT);
    awaitMore();
    assertUndisturbed(false);
  }

  @Test
  void aRateLimitIsAppliedWithoutAPause() {
    awaitEveryone(write("us->eu", "{\"rate.limit.bytes.per.second\": 500000}"));
    awaitMore();
    awaitEveryone(write("us->eu", null));
    assertUndisturbed(true);
    awaitMore();
  }

  @Test
  void aFlowIsDisabledAndEnabledAgainWithNothingLost() {
    awaitEveryone(write("us->eu", "{\"enabled\": false}"));
    Awaitility.await("the flow to be gone").atMost(LIMIT).until(() -> flow().isEmpty());
    awaitEveryone(write("us->eu", null));
    Awaitility.await("the flow to be back").atMost(LIMIT).until(() -> flow().isPresent());
    awaitMore();
    assertUndisturbed(false);
  }

  @Test
  void aNewClusterAndANewFlowStart() {
    eu.createTopic("local", 1);
    Records.produce(eu, "local", CompressionType.LZ4, 50);
    // Another name of the first cluster, which is another cluster to the services.
    awaitEveryone(
        write(
            "*",
            "{\"clusters\": \"us, eu, ap\", \"ap.bootstrap.servers\": \"%s\"}"
                .formatted(us.bootstrapServers())));
    awaitEveryone(write("eu->ap", "{\"enabled\": true, \"topics\": \"local\"}"));
    new Faithfulness(eu, us).awaitCopied("local", "eu.local", LIMIT);
    write("eu->ap", null);
    awaitEveryone(write("*", null));
    assertUndisturbed(true);
  }

  @Test
  void aRenameSendsATopicElsewhereFromThenOn() {
    us.createTopic("orders-old", 1);
    Records.produce(us, "orders-old", CompressionType.LZ4, 50);
    awaitCopied("orders-old", "us.orders-old");
    measure();
    awaitEveryone(write("us->eu", "{\"topics.rename\": \"orders-old -> orders-new\"}"));
    awaitCopied("orders-old", "us.orders-new");
    awaitEveryone(write("us->eu", null));
    assertUndisturbed(true);
  }

  @Test
  void aBadChangeIsRefusedByAllAndTheStatusSaysWhy() {
    String before = revision();
    write("us->eu", "{\"topics\": \"orders([\"}");
    Awaitility.await("all to refuse it")
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(status.instances())
                    .hasSize(3)
                    .allSatisfy(
                        each ->
                            assertThat(each.configuration().refused().toString())
                                .contains("us->eu.topics=orders([")));
    assertThat(revision()).isEqualTo(before);
    assertThat(services)
        .allSatisfy(
            each -> assertThat(String.join("\n", each.output())).contains("refused, the old one"));
    awaitEveryone(write("us->eu", null));
    assertThat(status.instances())
        .allSatisfy(each -> assertThat(each.configuration().refused()).isEmpty());
    assertUndisturbed(true);
  }

  @Test
  void aChangedFileIsAppliedWhileRecordsFlow() throws IOException {
    String text = Files.readString(file);
    String before = revision();
    long begin = System.nanoTime();
    Files.writeString(file, text + "us->eu.sync.topic.acls.interval.seconds = 30\n");
    Awaitility.await("all to run another revision")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> all(each -> !each.configuration().revision().equals(before)));
    log("file applied by all", begin, LIMIT);
    Files.writeString(file, text);
    Awaitility.await("all to run the first revision")
        .atMost(LIMIT)
        .until(() -> all(each -> each.configuration().revision().equals(before)));
    assertUndisturbed(true);
  }

  private static void assertSame(
      TestCluster source, String topic, TestCluster target, String copy) {
    Faithfulness faithfulness = new Faithfulness(source, target);
    faithfulness.awaitCopied(topic, copy, LIMIT);
    faithfulness.assertSameRecords(topic, copy);
  }

  private long write(String key, String json) {
    try {
      return writer
          .send(
              new ProducerRecord<>(
                  HomeTopics.CONFIG, bytes(key), json == null ? null : bytes(json)))
          .get(10, TimeUnit.SECONDS)
          .offset();
    } catch (InterruptedException | ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void awaitEveryone(long offset) {
    Awaitility.await("all three services to have looked at offset " + offset)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> all(each -> each.configuration().offset() >= offset));
    assertThat(status.instances())
        .allSatisfy(each -> assertThat(each.configuration().refused()).isEmpty());
  }

  private boolean all(Predicate<InstanceStatus> condition) {
    List<InstanceStatus> instances = status.instances();
    return instances.size() == Service.values().length && instances.stream().allMatch(condition);
  }

  private String revision() {
    Awaitility.await("three instances").atMost(LIMIT).until(() -> all(each -> true));
    return status.instances().getFirst().configuration().revision();
  }

  private Optional<FlowReport> flow() {
    return status.instances().stream()
        .filter(each -> each.service().equals("replicator-service"))
        .findFirst()
        .map(each -> each.flows().get(FLOW));
  }

  private void awaitFlow(Predicate<FlowReport> condition) {
    Awaitility.await("the flow's report")
        .atMost(LIMIT)
        .until(() -> flow().filter(condition).isPresent());
  }

  private void awaitMore() {
    for (Arrivals each : List.of(sameArrivals, otherArrivals)) {
      long before = each.count();
      Awaitility.await("records to arrive").atMost(LIMIT).until(() -> each.count() > before + 5);
    }
  }

  private static void awaitTopic(TestCluster cluster, String topic) {
    Awaitility.await(topic)
        .atMost(LIMIT)
        .until(() -> cluster.admin().listTopics().names().get().contains(topic));
  }

  private void awaitCopied(String topic, String copy) {
    new Faithfulness(us, eu).awaitCopied(topic, copy, LIMIT);
  }

  private long otherLongestMs() {
    return otherArrivals.longestGaps().values().stream()
        .mapToLong(Arrivals.Gap::milliseconds)
        .max()
        .orElse(0);
  }

  private void assertUndisturbed(boolean flowToo) {
    awaitMore();
    LOGGER.info("longest gaps: {} {}", sameArrivals.longestGaps(), otherArrivals.longestGaps());
    assertThat(otherLongestMs()).isLessThan(UNDISTURBED_MS);
    if (flowToo) {
      assertThat(sameArrivals.longestGaps().values())
          .allMatch(gap -> gap.milliseconds() < UNDISTURBED_MS);
    }
  }

  private static void log(String what, long beginNanos, Duration limit) {
    Duration took = Duration.ofNanos(System.nanoTime() - beginNanos);
    LOGGER.info("{}: {} ms", what, took.toMillis());
    assertThat(took).isLessThan(limit);
  }
}
