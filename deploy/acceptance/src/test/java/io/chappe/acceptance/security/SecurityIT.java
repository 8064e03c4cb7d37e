package io.chappe.acceptance.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.acceptance.Patience;
import io.chappe.acceptance.Service;
import io.chappe.acceptance.ServiceProcess;
import io.chappe.acceptance.TopicView;
import io.chappe.naming.HomeTopics;
import io.chappe.testing.Records;
import io.chappe.testing.TestCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How the services prove who they are, what they have to be allowed, and what they keep quiet. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecurityIT {
  private static final Map<Login, String> topics = new EnumMap<>(Login.class);
  private static SecureLandscape landscape;

  @BeforeAll
  static void startsClustersAndServices() {
    landscape = SecureLandscape.start();
    for (Login login : Login.values()) {
      topics.put(login, new SecureFlow(landscape, login).newTopic());
    }
  }

  @AfterAll
  static void endsThem() {
    landscape.close();
  }

  @AfterEach
  void noSecretIsInAnyLogMetricOrStatus() {
    for (Service each : Service.values()) {
      ServiceProcess service = landscape.service(each);
      Stream<String> shown =
          Stream.concat(
              service.output().stream(),
              Stream.of("/q/health", "/q/metrics").map(service::get).flatMap(String::lines));
      List<String> secrets = landscape.stores().secrets();
      assertThat(shown).noneMatch(line -> secrets.stream().anyMatch(line::contains));
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {"SCRAM", "JKS"},
      mode = EnumSource.Mode.EXCLUDE)
  void replicatesWithEachWayToLogIn(Login login) {
    new SecureFlow(landscape, login).assertReplicated(topics.get(login));
  }

  @Test
  void aWrongPasswordIsSaidOnceAndTriedUntilItIsRight() {
    assertSaid(Login.SCRAM, "authentication failed");

    for (TestCluster cluster : List.of(landscape.source(), landscape.target())) {
      SecureLandscape.setScramPassword(cluster, StoreFolder.password("scram"));
    }

    assertWell(Login.SCRAM);
  }

  @Test
  void aKeyStoreThatCantBeReadIsSaidOnceAndTriedUntilItCan() {
    assertSaid(Login.JKS, "Failed to load SSL keystore");

    landscape.stores().writeJks(StoreFolder.PASSWORD);

    assertWell(Login.JKS);
  }

  /** All three services say in the status what is wrong, and in few lines of the log. */
  private static void assertSaid(Login login, String problem) {
    SecureFlow flow = new SecureFlow(landscape, login);
    for (Service service : Service.values()) {
      Awaitility.await(service + " to be refused")
          .atMost(Patience.LIMIT)
          .untilAsserted(
              () -> {
                assertThat(flow.state(service)).isEqualTo("DEGRADED");
                assertThat(flow.lastError(service)).containsIgnoringCase(problem);
              });
      assertThat(landscape.service(service).output())
          .filteredOn(
              line -> line.toLowerCase(Locale.ROOT).contains(problem.toLowerCase(Locale.ROOT)))
          .as("lines of %s", service)
          .hasSizeBetween(1, 8);
      assertThat(landscape.service(service).output())
          .noneMatch(line -> line.contains("unexpected: "));
      assertThat(landscape.service(service).get("/q/health/live")).doesNotContain("DOWN");
    }
  }

  private static void assertWell(Login login) {
    SecureFlow flow = new SecureFlow(landscape, login);
    flow.assertReplicated(topics.get(login));
    for (Service service : Service.values()) {
      Awaitility.await(service + " to be well")
          .atMost(Patience.LIMIT)
          .until(() -> flow.state(service).equals("RUNNING"));
    }
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void exchangedCertificatesAreReadWithoutARestart() {
    landscape.stores().write(1);
    Stream.of(landscape.source(), landscape.target())
        .parallel()
        .forEach(
            cluster -> {
              cluster.stopBroker(1);
              cluster.startBroker(1);
            });

    // From here on the brokers have keys that no client knew before, and know no client's former.
    Map<SecureFlow, String> after = new HashMap<>();
    for (Login login : List.of(Login.JKS, Login.PEM, Login.INLINE, Login.OAUTH)) {
      SecureFlow flow = new SecureFlow(landscape, login);
      after.put(flow, flow.newTopic());
    }
    after.forEach(SecureFlow::assertReplicated);
  }

  /** First, since later tests take privileges away. */
  @Test
  @Order(1)
  void theLeastPrivilegesSufficeForEverything() {
    SecureFlow flow = new SecureFlow(landscape, Login.ACL);
    String topic = flow.newTopic();
    String deleted = flow.newTopic();
    flow.assertReplicated(topic);
    flow.assertReplicated(deleted);

    AclBinding reader = reader(topic);
    TopicView.get(landscape.source().admin().createAcls(List.of(reader)).all());
    TopicView.get(
        landscape
            .source()
            .admin()
            .createPartitions(Map.of(topic, NewPartitions.increaseTo(2)))
            .all());
    setOnSource(topic, "retention.ms", "123456789");
    TopicView.get(landscape.source().admin().deleteTopics(List.of(deleted)).all());

    TopicView copy = new TopicView(landscape.target(), flow.remote(topic));
    Awaitility.await("partitions, configuration, access, deletion")
        .atMost(Patience.LIMIT)
        .untilAsserted(
            () -> {
              assertThat(copy.partitions()).isEqualTo(2);
              assertThat(copy.property("retention.ms")).isEqualTo("123456789");
              assertThat(
                      TopicView.get(
                          landscape
                              .target()
                              .admin()
                              .describeAcls(reader(copy.name()).toFilter())
                              .values()))
                  .hasSize(1);
              assertThat(new TopicView(landscape.target(), flow.remote(deleted)).exists())
                  .isFalse();
            });
    for (Service service : Service.values()) {
      Awaitility.await(service + " to be well")
          .atMost(Patience.LIMIT)
          .untilAsserted(
              () ->
                  assertThat(flow.state(service)).as(flow.lastError(service)).isEqualTo("RUNNING"));
    }
    assertOwnTopicsWork();
    assertThat(Service.values())
        .allSatisfy(
            service ->
                assertThat(landscape.service(service).output())
                    .noneMatch(line -> line.toLowerCase(Locale.ROOT).contains("authoriz")));
  }

  /** Each service follows the configuration's topic, and publishes its status. */
  private static void assertOwnTopicsWork() {
    try (Producer<byte[], byte[]> producer = Records.producer(landscape.target(), Map.of())) {
      byte[] key = Login.ACL.flow().getBytes(StandardCharsets.UTF_8);
      byte[] json = "{\"emit.heartbeats.interval.seconds\": 2}".getBytes(StandardCharsets.UTF_8);
      Records.send(producer, List.of(new ProducerRecord<>(HomeTopics.CONFIG, key, json)));
    }
    for (Service service : Service.values()) {
      Awaitility.await(service + " to publish that it has applied it")
          .atMost(Patience.LIMIT)
          .untilAsserted(
              () ->
                  assertThat(Records.readAll(landscape.target(), HomeTopics.STATUS))
                      .anySatisfy(
                          each -> {
                            assertThat(each.key()).startsWith(service.module()).endsWith("/*");
                            assertThat(each.value()).contains("\"configOffset\":0");
                          }));
    }
  }

  private static AclBinding reader(String topic) {
    return new AclBinding(
        new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
        new AccessControlEntry("User:reader", "*", AclOperation.READ, AclPermissionType.ALLOW));
  }

  private static void setOnSource(String topic, String key, String value) {
    TopicView.get(
        landscape
            .source()
            .admin()
            .incrementalAlterConfigs(
                Map.of(
                    new ConfigResource(ConfigResource.Type.TOPIC, topic),
                    List.of(
                        new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET))))
            .all());
  }

  /** A few of the rows: without them it is seen at once who misses what. */
  @Test
  void aMissingPrivilegeIsSeenInTheStatus() {
    SecureFlow flow = new SecureFlow(landscape, Login.ACL);
    flow.assertReplicated(flow.newTopic());
    Map<Service, AclBinding> taken = new HashMap<>();
    taken.put(
        Service.REPLICATOR,
        binding(Service.REPLICATOR, "remote topics, `<source>.heartbeats`", AclOperation.WRITE));
    taken.put(Service.CHECKPOINT, binding(Service.CHECKPOINT, "groups to sync", AclOperation.READ));
    taken.put(
        Service.HEARTBEAT, binding(Service.HEARTBEAT, "topic `heartbeats`", AclOperation.WRITE));

    String topic;
    try {
      taken.forEach((service, binding) -> clusterOf(service).deny(binding));
      topic = flow.newTopic();
      for (Service service : Service.values()) {
        Awaitility.await(service + " to say what is missing")
            .atMost(Patience.LIMIT)
            .untilAsserted(
                () -> {
                  assertThat(flow.state(service)).isEqualTo("DEGRADED");
                  assertThat(flow.lastError(service)).containsIgnoringCase("authoriz");
                });
      }
    } finally {
      taken.forEach((service, binding) -> clusterOf(service).allow(binding));
    }
    flow.assertReplicated(topic);
  }

  private record Authority(TestCluster cluster) {
    void deny(AclBinding binding) {
      TopicView.get(cluster.admin().deleteAcls(List.of(binding.toFilter())).all());
    }

    void allow(AclBinding binding) {
      TopicView.get(cluster.admin().createAcls(List.of(binding)).all());
    }
  }

  private static Authority clusterOf(Service service) {
    return new Authority(service == Service.HEARTBEAT ? landscape.source() : landscape.target());
  }

  private static AclBinding binding(Service service, String resource, AclOperation operation) {
    return Privileges.ROWS.stream()
        .filter(row -> row.services().contains(service) && row.resource().equals(resource))
        .flatMap(row -> row.bindings().stream())
        .filter(binding -> binding.entry().operation() == operation)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theDocumentListsThesePrivilegesAndNoOthers() throws IOException {
    Path page =
        Path.of(System.getProperty("chappe.root", "../.."), "deploy", "docs", "security.md");
    List<String> rows =
        Files.readAllLines(page).stream()
            .filter(
                line ->
                    line.matches(
                        "\\| (replicator|checkpoint|heartbeat|each) \\| (source|target|home) .*"))
            .filter(line -> !line.contains("the dead-letter topic, if configured"))
            .toList();

    assertThat(rows)
        .containsExactlyElementsOf(Privileges.ROWS.stream().map(Privileges.Row::markdown).toList());
  }
}
