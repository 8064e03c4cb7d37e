package io.chappe.acceptance;

import static io.chappe.acceptance.Patience.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.clients.KafkaClients;
import io.chappe.config.ClientSettings;
import io.chappe.naming.HomeTopics;
import io.chappe.status.InstanceStatus;
import io.chappe.status.StatusReader;
import io.chappe.testing.FreePorts;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.TestCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.connect.mirror.MirrorClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A third cluster behind the two of the landscape: {@code us->eu->ap}, the second flow by services
 * of its own, two heartbeat services among them. Their home cluster is a fourth one, {@code hq},
 * which is away when they start, comes, and goes again.
 */
@ExtendWith(LandscapeExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ThirdClusterIT {
  private static final Logger LOGGER = LoggerFactory.getLogger(ThirdClusterIT.class);
  private static final int RECORDS = 100;
  private static final long COMMITTED = 40;
  private static final String WARNING = "starting without chappe.config.internal: home=hq";

  private final List<ServiceProcess> services = new ArrayList<>();
  private final List<ServiceProcess> beating = new ArrayList<>();
  private Landscape landscape;
  private TestCluster ap;
  private TestCluster hq;
  private Path file;
  private StatusReader status;

  @BeforeAll
  void start(Landscape shared) {
    landscape = shared;
    CompletableFuture<TestCluster> away =
        CompletableFuture.supplyAsync(() -> TestCluster.builder("hq").start());
    ap = TestCluster.builder("ap").inProcess().start();
    hq = away.join();
    hq.stopBroker(1);
    file =
        Landscape.write(
            """
            clusters = eu, ap, hq
            home = hq
            home.wait.seconds = 1
            eu.bootstrap.servers = %s
            ap.bootstrap.servers = %s
            hq.bootstrap.servers = %s
            eu->ap.enabled = true
            eu->ap.topics = us\\\\.chain.*
            eu->ap.groups = chain.*
            refresh.topics.interval.seconds = 1
            emit.checkpoints.interval.seconds = 1
            """
                .formatted(
                    landscape.eu().bootstrapServers(),
                    ap.bootstrapServers(),
                    hq.bootstrapServers()));
    for (Service each :
        List.of(Service.HEARTBEAT, Service.HEARTBEAT, Service.REPLICATOR, Service.CHECKPOINT)) {
      services.add(ServiceProcess.start(each, file, FreePorts.find(1).getFirst()));
    }
    services.forEach(ServiceProcess::awaitReady);
    beating.addAll(services.subList(0, 2));
    Map<String, String> servers = Map.of("bootstrap.servers", hq.bootstrapServers());
    status =
        new StatusReader(
            new KafkaClients(new ClientSettings("hq", servers, servers, servers), "test"),
            () -> {});
    status.start();
  }

  @AfterAll
  void end() {
    if (status != null) {
      status.close();
    }
    services.forEach(ServiceProcess::close);
    ap.close();
    hq.close();
  }

  @Test
  @Order(1)
  void theyRunByTheirFileWithoutTheirHomeCluster() {
    copiedOverTheChain("chain-first");
  }

  @Test
  @Order(2)
  void mm2sClientSeesTheWholeChain() throws Exception {
    String topic = copiedOverTheChain("chain-seen");
    TopicPartition partition = new TopicPartition("us." + topic, 0);
    TopicView.get(
        landscape
            .eu()
            .admin()
            .alterConsumerGroupOffsets(
                "chain-readers", Map.of(partition, new OffsetAndMetadata(COMMITTED)))
            .all());

    try (MirrorClient client = new MirrorClient(ap.clientProperties())) {
      Awaitility.await("heartbeats and checkpoints")
          .atMost(LIMIT)
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                assertThat(client.heartbeatTopics()).contains("eu.heartbeats", "eu.us.heartbeats");
                assertThat(client.upstreamClusters()).contains("us", "eu").doesNotContain("ap");
                assertThat(client.replicationHops("eu")).isEqualTo(1);
                assertThat(client.replicationHops("us")).isEqualTo(2);
                assertThat(client.replicationHops("jp")).isEqualTo(-1);
                assertThat(client.checkpointTopics()).containsExactly("eu.checkpoints.internal");
                assertThat(client.remoteTopics()).contains("eu.us." + topic, "eu.us.heartbeats");
                assertThat(client.remoteTopics("eu")).contains("eu.us." + topic);
                assertThat(client.remoteTopics("us")).as("only of the last hop").isEmpty();
                assertThat(client.remoteConsumerOffsets("chain-readers", "eu", LIMIT))
                    .containsKey(new TopicPartition("eu.us." + topic, 0));
              });
    }
  }

  @Test
  @Order(3)
  void heartbeatsAreFollowedOverTheChain() {
    for (ServiceProcess each : beating) {
      Awaitility.await("the path in the metrics and in the status")
          .atMost(LIMIT)
          .untilAsserted(
              () -> {
                assertThat(metric(each, "chappe_heartbeat_path_age_seconds", "us->eu->ap"))
                    .hasValueSatisfying(age -> assertThat(age).isLessThan(30));
                assertThat(each.get("/q/health/ready")).contains("path us->eu->ap", "2 hops");
              });
    }
  }

  @Test
  @Order(4)
  void theyJoinTheirHomeClusterWhenItComesAndAllInstancesGetTheSameChanges() {
    assertThat(services)
        .allSatisfy(
            each -> assertThat(homeWarnings(each)).singleElement().asString().contains(WARNING));
    hq.startBroker(1);
    awaitAll(-1);
    String first = revision();

    String topic = SharedClusters.uniqueName("more");
    landscape.us().createTopic(topic, 1);
    Records.produce(landscape.us(), topic, CompressionType.LZ4, RECORDS);
    awaitAll(write("eu->ap", "{\"topics\": \"us\\\\.(chain|more).*\"}"));
    assertThat(revision()).isNotEqualTo(first);
    new Faithfulness(landscape.us(), ap).awaitCopied(topic, "eu.us." + topic, LIMIT);

    awaitAll(write("eu->ap", null));
    assertThat(revision()).isEqualTo(first);
    assertThat(services).allSatisfy(each -> assertThat(homeWarnings(each)).hasSize(1));
  }

  @Test
  @Order(5)
  void whenItGoesAwayTheyRunOnAndApplyTheirFileAndJoinAgain() throws IOException {
    awaitAll(write("eu->ap", "{\"emit.heartbeats.interval.seconds\": 2}"));
    hq.stopBroker(1);
    for (ServiceProcess each : services) {
      Awaitility.await("the warning").atMost(LIMIT).until(() -> homeWarnings(each).size() > 1);
    }
    copiedOverTheChain("chain-without");

    Files.writeString(
        file, "\neu->ap.sync.topic.acls.interval.seconds = 30\n", StandardOpenOption.APPEND);
    for (ServiceProcess each : services) {
      Awaitility.await("the file to be applied")
          .atMost(LIMIT)
          .until(
              () ->
                  each.output().stream()
                      .anyMatch(line -> line.contains("sync.topic.acls.interval.seconds=30")));
    }
    assertThat(services).allSatisfy(each -> assertThat(homeWarnings(each)).hasSize(2));

    hq.startBroker(1);
    awaitAll(write("eu->ap", "{\"emit.heartbeats.interval.seconds\": 3}"));
    assertThat(status.instances())
        .extracting(each -> each.configuration().refused())
        .allMatch(Map::isEmpty);
  }

  @Test
  @Order(6)
  void whenTheEmitterIsKilledTheOtherInstanceGoesOn() {
    Awaitility.await("one emitter").atMost(LIMIT).until(() -> emitters().size() == 1);
    ServiceProcess killed = emitters().getFirst();
    beating.remove(killed);
    services.remove(killed);
    long begin = System.nanoTime();
    killed.kill9();

    Awaitility.await("the other to emit").atMost(LIMIT).until(() -> emitters().size() == 1);
    double before = metric(beating.getFirst(), "chappe_heartbeats_total", "").orElseThrow();
    LOGGER.info("taken over after {} ms", Duration.ofNanos(System.nanoTime() - begin).toMillis());
    Awaitility.await("heartbeats of the other")
        .atMost(LIMIT)
        .until(
            () -> metric(beating.getFirst(), "chappe_heartbeats_total", "").orElseThrow() > before);
    killed.close();
  }

  /** A topic of us with records, which have come to ap. */
  private String copiedOverTheChain(String stem) {
    String topic = SharedClusters.uniqueName(stem);
    landscape.us().createTopic(topic, 1);
    Records.produce(landscape.us(), topic, CompressionType.LZ4, RECORDS);
    new Faithfulness(landscape.us(), ap).awaitCopied(topic, "eu.us." + topic, LIMIT);
    return topic;
  }

  private List<ServiceProcess> emitters() {
    return beating.stream()
        .filter(each -> metric(each, "chappe_heartbeat_emitter", "").orElse(0.0) == 1)
        .toList();
  }

  /** The value for the flow eu->ap, or for a path. */
  private static Optional<Double> metric(ServiceProcess service, String name, String path) {
    String labels = path.isEmpty() ? "source=\"eu\"" : "path=\"" + path + "\"";
    Matcher value =
        Pattern.compile("(?m)^" + name + "\\{[^}]*" + labels + "[^}]*} (\\S+)$")
            .matcher(service.get("/q/metrics"));
    return value.find() ? Optional.of(Double.parseDouble(value.group(1))) : Optional.empty();
  }

  private static List<String> homeWarnings(ServiceProcess service) {
    return service.output().stream()
        .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
        .filter(line -> line.contains("HomeLink") || line.contains("StatusPublisher"))
        .toList();
  }

  private long write(String key, String json) {
    try (Producer<byte[], byte[]> producer = Records.producer(hq, Map.of())) {
      byte[] value = json == null ? null : json.getBytes(StandardCharsets.UTF_8);
      byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
      return producer.send(new ProducerRecord<>(HomeTopics.CONFIG, bytes, value)).get().offset();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitAll(long offset) {
    Awaitility.await("all instances to run offset " + offset)
        .atMost(LIMIT)
        .until(
            () ->
                status.instances().size() == services.size()
                    && status.instances().stream()
                        .allMatch(each -> each.configuration().offset() >= offset));
  }

  /** The revision that all run. */
  private String revision() {
    List<String> revisions =
        status.instances().stream()
            .map(InstanceStatus::configuration)
            .map(each -> each.revision())
            .distinct()
            .toList();
    assertThat(revisions).hasSize(1);
    return revisions.getFirst();
  }
}
