package io.chappe.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.chappe.config.ChappeConfig;
import io.chappe.config.FlowConfig;
import io.chappe.config.loading.ConfigLoader;
import io.chappe.naming.FlowId;
import io.chappe.records.HeartbeatCodec;
import io.chappe.service.LoopWatch;
import io.chappe.status.FlowStatus;
import io.chappe.testing.ReceivedRecord;
import io.chappe.testing.Records;
import io.chappe.testing.TestCluster;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.connect.mirror.Heartbeat;
import org.apache.kafka.connect.mirror.MirrorClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HeartbeatLoopIT {
  private static final FlowId US_TO_EU = new FlowId("us", "eu");
  private static final FlowId EU_TO_US = new FlowId("eu", "us");
  private static final Duration TIMEOUT = Duration.ofSeconds(40);

  private static TestCluster us;
  private static TestCluster eu;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final LoopWatch loops = new LoopWatch(System::nanoTime);
  private HeartbeatLoop loop;

  @BeforeAll
  static void startClusters() {
    us = TestCluster.builder("us").start();
    eu = TestCluster.builder("eu").start();
  }

  @AfterAll
  static void closeClusters() {
    us.close();
    eu.close();
  }

  @AfterEach
  void closeLoop() {
    loop.close();
    assertThat(loops.watched()).isEmpty();
  }

  @Test
  @Order(1)
  void aClusterThatIsDownAtTheStartHoldsUpNobodyAndComesInLater() {
    us.stopBroker(1);

    start();

    await().atMost(TIMEOUT).until(() -> written(EU_TO_US) >= 3);
    await().atMost(TIMEOUT).until(() -> state(US_TO_EU) == FlowStatus.State.DEGRADED);
    assertThat(written(US_TO_EU)).isZero();
    assertThat(loops.stuck()).isEmpty();

    us.startBroker(1);

    await().atMost(TIMEOUT).until(() -> written(US_TO_EU) >= 3);
    assertThat(loops.stuck()).isEmpty();
  }

  @Test
  @Order(2)
  void writesTheBytesOfMm2IntoACompactedTopicOfOnePartition() throws Exception {
    start();
    await().atMost(TIMEOUT).until(() -> written(US_TO_EU) >= 2);

    List<ReceivedRecord> records = Records.readAll(us, "heartbeats");

    assertThat(records).isNotEmpty();
    assertThat(records)
        .allSatisfy(
            each -> {
              assertThat(each.partition()).isZero();
              assertThat(each.key()).isEqualTo("0x0002" + "7573" + "0002" + "6575");
              Heartbeat heartbeat = deserialize(each);
              assertThat(heartbeat.sourceClusterAlias()).isEqualTo("us");
              assertThat(heartbeat.targetClusterAlias()).isEqualTo("eu");
              assertThat(heartbeat.timestamp())
                  .isCloseTo(System.currentTimeMillis(), within(600_000L));
              byte[] value = bytes(each.value());
              assertThat(value)
                  .isEqualTo(
                      ByteBuffer.allocate(10)
                          .putShort((short) 0)
                          .putLong(heartbeat.timestamp())
                          .array());
            });
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "heartbeats");
    Config config = us.admin().describeConfigs(List.of(topic)).all().get().get(topic);
    assertThat(config.get("cleanup.policy").value()).isEqualTo("compact");
    try (MirrorClient client = new MirrorClient(us.clientProperties())) {
      assertThat(client.heartbeatTopics()).containsExactly("heartbeats");
    }
  }

  @Test
  @Order(3)
  void tellsHowOldTheNewestHeartbeatOnTheTargetIs() {
    start();
    await().atMost(TIMEOUT).until(() -> written(US_TO_EU) >= 3);
    eu.createTopic("us.heartbeats", 1);
    long twoMinutesAgo = System.currentTimeMillis() - 120_000;
    replicate(new Heartbeat("us", "eu", twoMinutesAgo));
    replicate(new Heartbeat("us", "somewhere-else", System.currentTimeMillis()));

    await().atMost(TIMEOUT).until(() -> ageSeconds() > 100);
    await().atMost(TIMEOUT).until(() -> state(US_TO_EU) == FlowStatus.State.DEGRADED);
    assertThat(loop.statuses().get(US_TO_EU).lastError()).contains("no heartbeat on eu");
    assertThat(ageSeconds()).isBetween(120.0, 180.0);

    replicate(new Heartbeat("us", "eu", System.currentTimeMillis()));

    await().atMost(TIMEOUT).until(() -> ageSeconds() < 20);
    await().atMost(TIMEOUT).until(() -> state(US_TO_EU) == FlowStatus.State.RUNNING);
  }

  @Test
  @Order(4)
  void goesOnAfterTheTopicWasDeleted() throws Exception {
    start();
    await().atMost(TIMEOUT).until(() -> written(US_TO_EU) >= 1);

    us.admin().deleteTopics(List.of("heartbeats")).all().get();

    double before = written(US_TO_EU);
    await().atMost(TIMEOUT).until(() -> written(US_TO_EU) >= before + 3);
    assertThat(Records.readAll(us, "heartbeats")).isNotEmpty();
  }

  @Test
  @Order(5)
  void oneInstanceEmitsAndAnotherTakesItsPlaceWhenItLeaves() {
    SimpleMeterRegistry otherMeters = new SimpleMeterRegistry();
    start();
    await().atMost(TIMEOUT).until(() -> written(US_TO_EU) >= 2);
    LoopWatch otherLoops = new LoopWatch(System::nanoTime);
    try (HeartbeatLoop other = newLoop(otherMeters, otherLoops)) {
      other.start();
      await("both to be members")
          .atMost(TIMEOUT)
          .until(() -> members(US_TO_EU) == 2 && members(EU_TO_US) == 2);
      double before = written(US_TO_EU);
      await("the first to go on").atMost(TIMEOUT).until(() -> written(US_TO_EU) >= before + 3);
      assertThat(written(otherMeters, US_TO_EU)).isZero();
      assertThat(emitters(US_TO_EU, meters, otherMeters)).isEqualTo(1);

      loop.close();

      await("the other to go on").atMost(TIMEOUT).until(() -> written(otherMeters, US_TO_EU) >= 2);
      assertThat(members(US_TO_EU)).isEqualTo(1);
      assertThat(emitters(US_TO_EU, otherMeters)).isEqualTo(1);
    }
  }

  @Test
  @Order(6)
  void aChangeOfOneFlowLeavesTheOthersMembershipAlone() {
    start();
    await().atMost(TIMEOUT).until(() -> written(US_TO_EU) >= 1 && written(EU_TO_US) >= 1);
    String member = memberIds(EU_TO_US).getFirst();
    String changed = memberIds(US_TO_EU).getFirst();

    loop.apply(flows("us->eu.emit.heartbeats.interval.seconds", "100000"));
    double before = written(EU_TO_US);
    await().atMost(TIMEOUT).until(() -> written(EU_TO_US) >= before + 2);
    assertThat(memberIds(EU_TO_US)).containsExactly(member);
    assertThat(memberIds(US_TO_EU)).as("another interval").containsExactly(changed);

    loop.apply(flows("us->eu.emit.heartbeats.enabled", "false"));
    await().atMost(TIMEOUT).until(() -> members(US_TO_EU) == 0);
    assertThat(loop.statuses()).containsOnlyKeys(EU_TO_US);
    assertThat(memberIds(EU_TO_US)).containsExactly(member);

    double paused = written(US_TO_EU);
    loop.apply(configuration().flows());
    await().atMost(TIMEOUT).until(() -> written(US_TO_EU) > paused);
  }

  @Test
  @Order(7)
  void followsHeartbeatsThatHaveComeByFurtherClusters() throws Exception {
    start();
    eu.createTopic("ap.us.heartbeats", 1);
    eu.createTopic("ap.us.orders", 1);
    long halfAMinuteAgo = System.currentTimeMillis() - 30_000;
    replicate("ap.us.heartbeats", new Heartbeat("us", "ap", halfAMinuteAgo));
    replicate("ap.us.heartbeats", new Heartbeat("us", "eu", System.currentTimeMillis()));

    await().atMost(TIMEOUT).until(() -> pathAgeSeconds().isPresent());
    assertThat(pathAgeSeconds().orElseThrow()).isBetween(30.0, 80.0);
    assertThat(loop.statuses().values().toString()).doesNotContain("orders");

    replicate("ap.us.heartbeats", new Heartbeat("us", "ap", System.currentTimeMillis()));
    await().atMost(TIMEOUT).until(() -> pathAgeSeconds().orElse(99.0) < 20);

    eu.admin().deleteTopics(List.of("ap.us.heartbeats")).all().get();
    await().atMost(TIMEOUT).until(() -> pathAgeSeconds().isEmpty());
  }

  @Test
  @Order(8)
  void aClusterOnWhichThereIsNothingToFollowHoldsUpNobody() {
    loop =
        new HeartbeatLoop(
            flows("eu->us.emit.heartbeats.enabled", "false"),
            meters,
            loops,
            InstantSource.system());
    loop.start();

    await().atMost(TIMEOUT).until(() -> written(US_TO_EU) >= 5);
  }

  private Optional<Double> pathAgeSeconds() {
    return meters
        .find("chappe.heartbeat.path.age")
        .tags("source", "us", "target", "eu", "path", "us->ap->eu", "hops", "2")
        .timeGauges()
        .stream()
        .findFirst()
        .map(gauge -> gauge.value(TimeUnit.SECONDS));
  }

  private static int emitters(FlowId flow, SimpleMeterRegistry... registries) {
    return Stream.of(registries)
        .mapToInt(
            each ->
                (int)
                    each.get("chappe.heartbeat.emitter")
                        .tags("source", flow.source(), "target", flow.target())
                        .gauge()
                        .value())
        .sum();
  }

  private static int members(FlowId flow) {
    return memberIds(flow).size();
  }

  private static List<String> memberIds(FlowId flow) {
    TestCluster source = flow.source().equals("us") ? us : eu;
    String group = EmitterGroup.groupId(flow);
    try {
      return source
          .admin()
          .describeConsumerGroups(List.of(group))
          .describedGroups()
          .get(group)
          .get()
          .members()
          .stream()
          .map(MemberDescription::consumerId)
          .toList();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void start() {
    loop = newLoop(meters, loops);
    loop.start();
  }

  private static HeartbeatLoop newLoop(SimpleMeterRegistry meters, LoopWatch loops) {
    return new HeartbeatLoop(configuration().flows(), meters, loops, InstantSource.system());
  }

  private static List<FlowConfig> flows(String key, String value) {
    Map<String, String> lines = new HashMap<>(lines());
    lines.put(key, value);
    return ConfigLoader.parse(lines, Map.of(), Set.of()).flows();
  }

  private static ChappeConfig configuration() {
    return ConfigLoader.parse(lines(), Map.of(), Set.of());
  }

  private static Map<String, String> lines() {
    Map<String, String> lines = new HashMap<>();
    lines.put("clusters", "us, eu");
    lines.put("us.bootstrap.servers", us.bootstrapServers());
    lines.put("eu.bootstrap.servers", eu.bootstrapServers());
    lines.put("us->eu.enabled", "true");
    lines.put("eu->us.enabled", "true");
    lines.put("heartbeats.topic.replication.factor", "1");
    return lines;
  }

  private static void replicate(Heartbeat heartbeat) {
    replicate("us.heartbeats", heartbeat);
  }

  private static void replicate(String topic, Heartbeat heartbeat) {
    try (Producer<byte[], byte[]> producer = Records.producer(eu, Map.of())) {
      Records.send(producer, List.of(HeartbeatCodec.toRecord(topic, heartbeat)));
    }
  }

  private double written(FlowId flow) {
    return written(meters, flow);
  }

  private static double written(SimpleMeterRegistry meters, FlowId flow) {
    return meters
        .get("chappe.heartbeats")
        .tags("source", flow.source(), "target", flow.target())
        .counter()
        .count();
  }

  private double ageSeconds() {
    return meters
        .get("chappe.heartbeat.age")
        .tags("source", "us", "target", "eu")
        .timeGauge()
        .value(TimeUnit.SECONDS);
  }

  private FlowStatus.State state(FlowId flow) {
    return loop.statuses().get(flow).state();
  }

  private static Heartbeat deserialize(ReceivedRecord each) {
    return Heartbeat.deserializeRecord(
        new ConsumerRecord<>(
            "heartbeats", 0, each.offset(), bytes(each.key()), bytes(each.value())));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.substring(2));
  }
}
