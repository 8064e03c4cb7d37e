package io.chappe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.clients.KafkaClients;
import io.chappe.config.ClientSettings;
import io.chappe.naming.FlowId;
import io.chappe.naming.HomeTopics;
import io.chappe.status.FlowReport;
import io.chappe.status.InstanceStatus;
import io.chappe.status.StatusReader;
import io.chappe.testing.Records;
import io.chappe.testing.TestCluster;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two clusters, the three services, and records that flow both ways all the time, while a test
 * changes the configuration: {@code us->eu} is what is changed, {@code eu->us} must not notice.
 */
final class ChangingFlows implements AutoCloseable {
  static final FlowId FLOW = new FlowId("us", "eu");

  private static final Logger LOGGER = LoggerFactory.getLogger(ChangingFlows.class);

  /** A pause that a restart of the flow would need, on a machine that is busy with other things. */
  private static final long UNDISTURBED_MS = 5_000;

  private final AtomicBoolean enough = new AtomicBoolean();
  private final ExecutorService watching = Executors.newCachedThreadPool();
  private final List<ServiceProcess> services = new ArrayList<>();
  private final TestCluster us;
  private final TestCluster eu;
  private final Path file;
  private final Producer<byte[], byte[]> writer;
  private final StatusReader status;
  private final SteadyStream same;
  private final SteadyStream other;
  private final Arrivals sameArrivals;
  private final Arrivals otherArrivals;
  private final Future<Void> sameWatch;
  private final Future<Void> otherWatch;
  private Map<String, Double> takeoversBefore = Map.of();

  ChangingFlows() {
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
            refresh.groups.interval.seconds = 1
            emit.checkpoints.interval.seconds = 1
            sync.group.offsets.interval.seconds = 1
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
    measure();
  }

  TestCluster us() {
    return us;
  }

  TestCluster eu() {
    return eu;
  }

  Path file() {
    return file;
  }

  List<ServiceProcess> services() {
    return services;
  }

  /** The instances that publish their status. */
  List<InstanceStatus> instances() {
    return status.instances();
  }

  /** Begins to look for gaps anew. */
  void measure() {
    sameArrivals.begin();
    otherArrivals.begin();
    takeoversBefore = takeovers();
  }

  /** Takeovers so far, by flow: who doesn't notice a change has none. */
  private Map<String, Double> takeovers() {
    Matcher each =
        Pattern.compile(
                "(?m)^chappe_takeovers_total\\{source=\"(\\w+)\",target=\"(\\w+)\"[^}]*} (\\S+)$")
            .matcher(services.getFirst().get("/q/metrics"));
    Map<String, Double> counted = new HashMap<>();
    while (each.find()) {
      counted.put(each.group(1) + "->" + each.group(2), Double.valueOf(each.group(3)));
    }
    return counted;
  }

  /** Writes an override, as anybody may with a producer; returns its offset. */
  long write(String key, String json) {
    try {
      return writer
          .send(
              new ProducerRecord<>(
                  HomeTopics.CONFIG, bytes(key), json == null ? null : bytes(json)))
          .get(10, TimeUnit.SECONDS)
          .offset();
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Waits until all three run it, and refuse nothing. */
  void awaitEveryone(long offset) {
    long begin = System.nanoTime();
    Awaitility.await("all three services to run offset " + offset)
        .atMost(Patience.LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> all(each -> each.configuration().offset() >= offset));
    LOGGER.info(
        "offset {} applied by all: {} ms",
        offset,
        Duration.ofNanos(System.nanoTime() - begin).toMillis());
    assertThat(status.instances())
        .allSatisfy(each -> assertThat(each.configuration().refused()).isEmpty());
  }

  boolean all(Predicate<InstanceStatus> condition) {
    List<InstanceStatus> instances = status.instances();
    return instances.size() == Service.values().length && instances.stream().allMatch(condition);
  }

  String revision() {
    Awaitility.await("three instances").atMost(Patience.LIMIT).until(() -> all(each -> true));
    return status.instances().getFirst().configuration().revision();
  }

  /** How the replicator reports the flow that is changed; empty if it doesn't run it. */
  Optional<FlowReport> flow() {
    return status.instances().stream()
        .filter(each -> each.service().equals("replicator-service"))
        .findFirst()
        .map(each -> each.flows().get(FLOW));
  }

  /** Waits for more records of both flows. */
  void awaitMore() {
    for (Arrivals each : List.of(sameArrivals, otherArrivals)) {
      long before = each.count();
      Awaitility.await("records to arrive")
          .atMost(Patience.LIMIT)
          .until(() -> each.count() > before + 5);
    }
  }

  /** How long no record of the changed flow has come. */
  Duration quietFor() {
    return sameArrivals.quietFor();
  }

  static void awaitTopic(TestCluster cluster, String topic) {
    Awaitility.await(topic)
        .atMost(Patience.LIMIT)
        .until(() -> cluster.admin().listTopics().names().get().contains(topic));
  }

  void awaitCopied(String topic, String copy) {
    new Faithfulness(us, eu).awaitCopied(topic, copy, Patience.LIMIT);
  }

  /** The other flow has gone on, with no partition taken over again. */
  void assertOtherUndisturbed() {
    awaitMore();
    LOGGER.info("longest gaps: {} {}", sameArrivals.longestGaps(), otherArrivals.longestGaps());
    assertThat(takeovers().get("eu->us")).isEqualTo(takeoversBefore.get("eu->us"));
    assertThat(longestMs(otherArrivals)).isLessThan(UNDISTURBED_MS);
  }

  /** Both flows have. */
  void assertUndisturbed() {
    assertOtherUndisturbed();
    assertThat(longestMs(sameArrivals)).isLessThan(UNDISTURBED_MS);
  }

  private static long longestMs(Arrivals arrivals) {
    return arrivals.longestGaps().values().stream()
        .mapToLong(Arrivals.Gap::milliseconds)
        .max()
        .orElse(0);
  }

  /** At the end the copies are the originals, record by record. */
  void assertNothingLost() throws ExecutionException, InterruptedException {
    enough.set(true);
    for (Future<Void> each : List.of(sameWatch, otherWatch)) {
      each.get();
    }
    same.close();
    other.close();
    assertSame(us, "orders-steady", eu, "us.orders-steady");
    assertSame(eu, "steady", us, "eu.steady");
  }

  private static void assertSame(
      TestCluster source, String topic, TestCluster target, String copy) {
    Faithfulness faithfulness = new Faithfulness(source, target);
    faithfulness.awaitCopied(topic, copy, Patience.LIMIT);
    faithfulness.assertSameRecords(topic, copy);
  }

  @Override
  public void close() {
    status.close();
    writer.close();
    services.forEach(ServiceProcess::close);
    watching.shutdownNow();
    us.close();
    eu.close();
  }
}
