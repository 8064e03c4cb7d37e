package io.chappe.heartbeat.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chappe.clients.KafkaClients;
import io.chappe.config.ClientSettings;
import io.chappe.config.live.RefusedChanges;
import io.chappe.config.live.ShownOverride;
import io.chappe.lag.LagSum;
import io.chappe.naming.FlowId;
import io.chappe.naming.HomeTopics;
import io.chappe.records.CheckpointCodec;
import io.chappe.status.AppliedConfiguration;
import io.chappe.status.FlowReport;
import io.chappe.status.FlowStatus;
import io.chappe.status.InstanceStatus;
import io.chappe.status.StatusCodec;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.mirror.Checkpoint;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(OneCluster.class)
class ApiIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String FLOW = "api/flows/us-%3Eeu";
  private static final String OVERRIDE = "api/configuration/us-%3Eeu";

  private int port;
  private Client api;
  private String servers;
  private Producer<byte[], byte[]> writer;

  @BeforeEach
  void open() {
    port = ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class);
    api = new Client(port);
    servers = ConfigProvider.getConfig().getValue(OneCluster.SERVERS, String.class);
    Map<String, String> client = Map.of("bootstrap.servers", servers);
    writer =
        new KafkaClients(new ClientSettings("us", client, client, client), "api-test")
            .producer(Map.of());
    await().atMost(LIMIT).until(() -> api.get("api/instances").json().size() >= 1);
  }

  @AfterEach
  void close() {
    writer.close();
    api.close();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = RefusedChanges.TABLE)
  void aChangeThatMakesNoSenseIsRefusedWithKeyValueAndRemedy(
      String key, String json, String keyAndValue, String remedy) {
    String before = revision();

    Client.Answer answer =
        api.send("PUT", "api/configuration/" + key.replace(">", "%3E").replace("*", "%2A"), json);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.type()).startsWith("application/problem+json");
    assertThat(answer.json().path("errors"))
        .anySatisfy(
            error -> {
              assertThat(error.path("message").asText()).contains(keyAndValue).contains(remedy);
              assertThat(error.path("key").asText()).isNotEmpty();
              assertThat(error.path("remedy").asText()).isNotEmpty();
            });
    assertThat(revision()).isEqualTo(before);
    assertThat(api.get("api/changes").body()).doesNotContain(keyAndValue);
  }

  @Test
  void aHugeBodyIsRefused() {
    String large = "{\"topics\": \"" + "a".repeat(300_000) + "\"}";
    assertThat(api.send("PUT", OVERRIDE, large))
        .satisfies(answer -> assertThat(answer.status()).isEqualTo(400))
        .satisfies(answer -> assertThat(answer.body()).contains("too many: write at most 262144"));
    String huge = "{\"topics\": \"" + "a".repeat(600_000) + "\"}";
    // The server answers and hangs up while the client still sends, which may cost it the answer.
    await()
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .untilAsserted(() -> assertThat(api.send("PUT", OVERRIDE, huge).status()).isEqualTo(413));
  }

  @Test
  void aBodyThatIsNotSaidToBeJsonIsRefused() {
    HttpRequest.Builder request =
        api.request(OVERRIDE)
            .header("Authorization", "Bearer " + OneCluster.TOKEN)
            .header("Content-Type", "text/plain");
    assertThat(api.send(request.PUT(HttpRequest.BodyPublishers.ofString("{}")).build()).status())
        .isEqualTo(415);
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, " + OVERRIDE,
    "PATCH, " + OVERRIDE,
    "DELETE, " + OVERRIDE,
    "POST, " + FLOW + "/pause",
    "POST, " + FLOW + "/resume"
  })
  void nothingIsChangedWithoutTheToken(String method, String path) {
    HttpRequest.Builder request =
        api.request(path)
            .header("Content-Type", "application/json")
            .header("Cookie", "token=" + OneCluster.TOKEN)
            .method(method, HttpRequest.BodyPublishers.ofString("{\"set\":{\"paused\":true}}"));
    assertThat(api.send(request.build()).status()).isEqualTo(401);
    assertThat(api.send(request.header("Authorization", "Bearer wrong").build()).status())
        .isEqualTo(401);
  }

  @Test
  void aChangeTellsItsRevisionAndWhetherEveryInstanceRunsIt() {
    String before = revision();

    Client.Answer dryRun =
        api.send(
            "PATCH", OVERRIDE + "?dryRun=true", "{\"set\":{\"topics\":[\"orders.*\",\"news\"]}}");
    assertThat(dryRun.json().path("dryRun").asBoolean()).isTrue();
    assertThat(revision()).isEqualTo(before);

    Client.Answer made =
        api.send(
            "PATCH",
            OVERRIDE,
            "{\"set\":{\"topics\":[\"orders.*\",\"news\"]}}",
            "If-Match",
            before);
    assertThat(made.status()).as(made.body()).isEqualTo(200);
    assertThat(made.json().path("revision")).isEqualTo(dryRun.json().path("revision"));
    assertThat(revision()).isEqualTo(made.json().path("revision").asText());
    long offset = made.json().path("change").path("offset").asLong();
    await()
        .atMost(LIMIT)
        .until(
            () ->
                "applied".equals(api.get("api/changes/" + offset).json().path("outcome").asText()));
    assertThat(api.get(FLOW).json().path("configuration").path("topics").asText())
        .isEqualTo("orders.*, news");

    Client.Answer late =
        api.send("PATCH", OVERRIDE, "{\"set\":{\"topics\":\"x\"}}", "If-Match", before);
    assertThat(late.status()).isEqualTo(412);
    assertThat(api.send("DELETE", OVERRIDE, null).status()).isEqualTo(200);
    assertThat(revision()).isEqualTo(before);
  }

  @Test
  void aFlowIsPausedAndGoesOnAndKeepsItsOtherProperties() {
    api.send("PATCH", OVERRIDE, "{\"set\":{\"topics\":\"orders\"}}");

    assertThat(api.send("POST", FLOW + "/pause", null).status()).isEqualTo(200);
    assertThat(api.get(FLOW).json().path("flow").path("paused").asBoolean()).isTrue();
    assertThat(api.get(FLOW).json().path("override"))
        .hasToString("{\"topics\":\"orders\",\"paused\":true}");

    assertThat(api.send("POST", FLOW + "/resume", null).status()).isEqualTo(200);
    assertThat(api.get(FLOW).json().path("flow").path("paused").asBoolean()).isFalse();
    assertThat(api.get(FLOW).json().path("override")).hasToString("{\"topics\":\"orders\"}");
    api.send("DELETE", OVERRIDE, null);

    assertThat(api.send("PUT", "api/configuration/%2A", "{\"paused\":true}").status())
        .isEqualTo(200);
    assertThat(api.send("POST", FLOW + "/resume", null).status()).isEqualTo(200);
    assertThat(api.get(FLOW).json().path("flow").path("paused").asBoolean()).isFalse();
    api.send("DELETE", OVERRIDE, null);
    api.send("DELETE", "api/configuration/%2A", null);
  }

  @Test
  void secretsAreNeitherTakenNorShownAndWhatStandsForThemIsNeverWritten() {
    Client.Answer refused =
        api.send("PUT", "api/configuration/ap", "{\"ssl.key.password\":\"canary\"}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body()).contains("change it in the file").doesNotContain("canary");
    for (String path : List.of("configuration", "changes", "overview", "flows/us-%3Eeu")) {
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> assertThat(api.get("api/" + path).status()).isEqualTo(200));
      assertThat(api.get("api/" + path).body()).doesNotContain("canary");
    }
    assertThat(api.send("PUT", OVERRIDE, "{\"topics\":\"" + ShownOverride.HIDDEN + "\"}").status())
        .isEqualTo(400);
  }

  @Test
  void eventsTellOfAFlowThatLagsAndRecovers() throws Exception {
    try (Stream<JsonNode> events = api.events()) {
      Iterator<JsonNode> each = events.iterator();
      assertThat(each.next().path("home").asText()).isEqualTo("us");
      publish(report(4711, 42));
      awaitState(each, "lagging");
      assertThat(api.get("api/topics?flow=us-%3Eeu").json().get(0).path("remoteTopic").asText())
          .isEqualTo("us.orders");
      JsonNode lost = api.get("api/recovery-point").json().get(0);
      assertThat(lost.path("records").asLong()).isEqualTo(4711);
      assertThat(lost.path("topics").get(0).path("seconds").asDouble()).isEqualTo(42);
      publish(report(0, 0));
      awaitState(each, "running");
      publish(null);
      awaitState(each, "unattended");
    }
  }

  @Test
  void tellsTheLagOfAFlowThatNobodyCopiesToPeopleAndToAutoscalers() throws Exception {
    await()
        .atMost(LIMIT)
        .until(() -> api.get(FLOW + "/copyable-records").json().path("copyableRecords").isNumber());
    long before = api.get(FLOW + "/copyable-records").json().path("copyableRecords").asLong();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      admin.createTopics(List.of(new NewTopic("orders-of-nobody", 1, (short) 1))).all().get();
    }
    writer.send(new ProducerRecord<>("orders-of-nobody", new byte[1])).get();

    await()
        .atMost(LIMIT)
        .until(
            () ->
                api.get(FLOW + "/copyable-records").json().path("copyableRecords").asLong()
                    == before + 1);
    JsonNode lag = api.get(FLOW + "/lag").json();
    assertThat(lag.path("flow").asText()).isEqualTo("us->eu");
    assertThat(lag.path("copyableRecords").asLong()).isEqualTo(before + 1);
    assertThat(lag.path("recoveryPointSeconds").isNumber()).isTrue();
    assertThat(lag.path("unknownPartitions").asInt()).isZero();
    assertThat(lag.has("unknownSince")).isFalse();
    assertThat(lag.path("topics"))
        .anySatisfy(each -> assertThat(each.path("topic").asText()).isEqualTo("orders-of-nobody"));
    assertThat(api.get("api/flows/us-%3Exx/copyable-records").status()).isEqualTo(404);
    assertThat(api.get("q/metrics").body()).contains("chappe_flow_copyable_records{");
  }

  @Test
  void groupsAreShownWithTheirTranslatedPositions() throws Exception {
    writer
        .send(
            CheckpointCodec.toRecord(
                OneCluster.CHECKPOINTS,
                new Checkpoint("billing", new TopicPartition("us.orders", 3), 110, 11, "")))
        .get();

    await()
        .atMost(LIMIT)
        .until(() -> api.get("api/groups?flow=us-%3Eeu").json().path("total").asInt() == 1);
    JsonNode group = api.get("api/groups?flow=us-%3Eeu&group=billing").json().path("groups").get(0);
    JsonNode position = group.path("positions").get(0);
    assertThat(position.path("topic").asText()).isEqualTo("us.orders");
    assertThat(position.path("partition").asInt()).isEqualTo(3);
    assertThat(position.path("upstreamOffset").asLong()).isEqualTo(110);
    assertThat(position.path("downstreamOffset").asLong()).isEqualTo(11);
    assertThat(api.get("api/groups?flow=us-%3Eeu&text=zzz").json().path("total").asInt()).isZero();
  }

  @Test
  void whoAsksForWhatIsNotThereIsToldWhatIs() {
    Client.Answer answer = api.get("api/flows/us-%3Exx");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).contains("us->xx").contains("isn't one of us->eu");
    assertThat(api.get("api/groups").status()).isEqualTo(400);
    assertThat(api.get("api/changes/4711000").status()).isEqualTo(404);
  }

  @Test
  void thePageBringsAllItNeedsAndAPolicyThatForbidsTheRest() {
    Client.Answer page = api.get("");
    assertThat(page.body()).contains("page.js").doesNotContain("http:").doesNotContain("https:");
    HttpRequest request = api.request("").build();
    assertThat(api.send(request).status()).isEqualTo(200);
    assertThat(api.get("q/openapi?format=json").body()).contains("/api/configuration/{key}");
  }

  @Test
  void otherNamesOfThisMachineGetHealthAndMetricsOnly() throws IOException {
    assertThat(underName("evil.example", "/api/overview")).startsWith("HTTP/1.1 403");
    assertThat(underName("evil.example", "/")).startsWith("HTTP/1.1 403");
    assertThat(underName("evil.example", "/q/health/live")).startsWith("HTTP/1.1 200");
    assertThat(underName("localhost", "/"))
        .startsWith("HTTP/1.1 200")
        .contains("default-src 'none'")
        .contains("nosniff");
  }

  private String underName(String host, String path) throws IOException {
    try (Socket socket = new Socket("localhost", port)) {
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                  .formatted(path, host)
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String revision() {
    return api.get("api/configuration").json().path("revision").asText();
  }

  private static void awaitState(Iterator<JsonNode> events, String state) {
    Instant deadline = Instant.now().plus(LIMIT);
    JsonNode last = events.next();
    while (!last.path("flows").get(0).path("state").asText().equals(state)) {
      assertThat(Instant.now()).as("waiting for %s: %s", state, last).isBefore(deadline);
      last = events.next();
    }
  }

  private static FlowReport report(long records, double seconds) {
    LagSum lag =
        new LagSum(
            OptionalLong.of(records),
            OptionalLong.of(0),
            0,
            OptionalDouble.of(seconds),
            0,
            OptionalLong.empty());
    return new FlowReport(
        FlowStatus.State.RUNNING,
        false,
        "",
        Optional.empty(),
        Map.of(),
        Map.of("copying", 1),
        List.of(),
        100,
        1000,
        lag,
        List.of(new FlowReport.TopicReport("orders", List.of(0), lag)),
        Map.of());
  }

  /** As a replicator does; null to be gone. */
  private void publish(FlowReport report) throws InterruptedException, ExecutionException {
    InstanceStatus status =
        new InstanceStatus(
            "replicator-service",
            "test",
            "1.0",
            Instant.now(),
            Duration.ofMinutes(1),
            new AppliedConfiguration("r", -1, "", Map.of()),
            Map.of());
    FlowId flow = new FlowId("us", "eu");
    put("replicator-service/test/" + flow, report == null ? null : StatusCodec.write(report));
    put("replicator-service/test/*", report == null ? null : StatusCodec.write(status));
  }

  private void put(String key, String json) throws InterruptedException, ExecutionException {
    writer
        .send(
            new ProducerRecord<>(
                HomeTopics.STATUS,
                key.getBytes(StandardCharsets.UTF_8),
                json == null ? null : json.getBytes(StandardCharsets.UTF_8)))
        .get();
  }
}
