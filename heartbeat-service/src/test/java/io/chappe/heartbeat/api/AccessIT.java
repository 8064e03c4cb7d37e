package io.chappe.heartbeat.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chappe.clients.KafkaClients;
import io.chappe.config.ClientSettings;
import io.chappe.naming.HomeTopics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logmanager.LogContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may look, who may change, and what is told of who did. No token is ever in a log. */
@QuarkusTest
@QuarkusTestResource(OneCluster.class)
class AccessIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String OVERRIDE = "api/configuration/us-%3Eeu";
  private static final String FLOW = "api/flows/us-%3Eeu";

  private final Queue<String> logged = new ConcurrentLinkedQueue<>();
  private final Logger logger = LogContext.getLogContext().getLogger("");
  private final Handler handler = new Taker();
  private int port;
  private Client api;
  private Path file;
  private String configuration;

  private final class Taker extends Handler {
    @Override
    public void publish(LogRecord entry) {
      String text = entry.getMessage() + Arrays.toString(entry.getParameters());
      logged.add(entry.getThrown() == null ? text : text + entry.getThrown());
    }

    @Override
    public void flush() {
      // Nothing is held back.
    }

    @Override
    public void close() {
      // There is nothing to close.
    }
  }

  @BeforeEach
  void open() throws IOException {
    port = ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class);
    api = new Client(port);
    file = Path.of(ConfigProvider.getConfig().getValue("chappe.config", String.class));
    configuration = Files.readString(file);
    await().atMost(LIMIT).until(() -> !api.get("api/instances").json().isEmpty());
    logger.addHandler(handler);
  }

  @AfterEach
  void putBack() throws IOException {
    Files.writeString(file, configuration);
    await().atMost(LIMIT).until(() -> api.get("api/overview").status() == 200);
    api.send("DELETE", OVERRIDE, null);
    logger.removeHandler(handler);
    api.close();
    assertThat(logged).isNotEmpty().noneMatch(line -> line.contains("canary"));
  }

  @Test
  void everyQuestionTakesATokenIfLookingTakesOne() throws Exception {
    askForToken();
    for (String path :
        List.of(
            "api/overview",
            "api/events",
            "api/flows",
            FLOW,
            FLOW + "/lag",
            FLOW + "/copyable-records",
            "api/topics",
            "api/groups?flow=us-%3Eeu",
            "api/instances",
            "api/recovery-point",
            "api/configuration",
            "api/changes",
            "api/changes/0",
            "api/nothing-like-that")) {
      Client.Answer answer = api.get(path);
      assertThat(answer.status()).as(path).isEqualTo(401);
      assertThat(answer.type()).isEqualTo("application/problem+json");
      assertThat(answer.headers().get("WWW-Authenticate")).containsExactly("Bearer");
      assertThat(answer.json().path("detail").asText()).contains("Authorization: Bearer <token>");
      assertThat(api.get(path, "canary-of-a-stranger").status()).isEqualTo(401);
    }
    for (String token : List.of(OneCluster.LOOK, OneCluster.TOKEN)) {
      assertThat(api.get("api/overview", token).status()).isEqualTo(200);
      assertThat(api.get(FLOW + "/lag", token).status()).isEqualTo(200);
    }
    try (Stream<JsonNode> events = api.events("Authorization", "Bearer " + OneCluster.LOOK)) {
      assertThat(events.iterator().next().path("home").asText()).isEqualTo("us");
    }
  }

  @Test
  void noSpellingOfAPathGoesRoundTheToken() throws IOException {
    askForToken();
    for (String path :
        List.of(
            "/api;x=1/overview",
            "/api/overview;x.js",
            "/a/../api/overview",
            "//api/overview",
            "/%61pi/overview",
            "/q/../api/overview",
            "/q/%2e%2e/api/overview",
            "/q/..;/api/overview",
            "/page.js/../api/overview")) {
      for (String method : List.of("GET", "HEAD", "OPTIONS")) {
        String answer = raw(method, path);
        assertThat(answer).as(method + " " + path).doesNotContain("us->eu", "HTTP/1.1 200");
      }
    }
    assertThat(raw("GET", "/")).startsWith("HTTP/1.1 200");
    assertThat(raw("GET", "/page.js")).startsWith("HTTP/1.1 200");
    assertThat(raw("GET", "/q/health/live")).startsWith("HTTP/1.1 200");
  }

  @Test
  void aFileThatIsBadLetsNobodyLook() throws IOException {
    askForToken();
    Path tokens = file.resolveSibling("token");
    String good = Files.readString(tokens);
    Files.writeString(tokens, good + "eve gawk canary-of-eve-who-gawks\n");
    try {
      Client.Answer answer = api.get("api/overview", OneCluster.TOKEN);
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body()).contains("line 5").doesNotContain("canary");
    } finally {
      Files.writeString(tokens, good);
    }
  }

  @Test
  void aTokenInTheAddressIsNeverAccepted() {
    for (String name : List.of("token", "access_token", "Authorization", "api_key")) {
      Client.Answer answer = api.get("api/overview?" + name + "=" + OneCluster.TOKEN);
      assertThat(answer.status()).as(name).isEqualTo(401);
      assertThat(answer.json().path("detail").asText())
          .contains("A token in the address is never accepted");
    }
  }

  @Test
  void whoMayLookMayNotChange() {
    Client.Answer answer =
        api.send(
            api.request(FLOW + "/pause")
                .header("Authorization", "Bearer " + OneCluster.LOOK)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).contains("token of bob");
  }

  @Test
  void aChangeTellsWhoMadeItAndWhatWasThereBefore() throws Exception {
    api.send("PUT", OVERRIDE, "{\"topics\":\"a\"}");
    long offset = offset(api.send("PUT", OVERRIDE, "{\"topics\":\"b\"}"));

    await().atMost(LIMIT).until(() -> api.get("api/changes/" + offset).status() == 200);
    JsonNode change = api.get("api/changes/" + offset).json();
    assertThat(change.path("by").asText()).isEqualTo("ann");
    assertThat(change.path("before")).hasToString("{\"topics\":\"a\"}");
    assertThat(change.path("value")).hasToString("{\"topics\":\"b\"}");
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(logged).anyMatch(each -> each.contains("offset=" + offset + " by=ann")));

    byForged("us->eu", "{\"topics\":\"c\"}", null);
    await().atMost(LIMIT).until(() -> newest().path("value").toString().contains("\"c\""));
    assertThat(newest().path("by").asText()).isEqualTo("topic");
    byForged("us->eu", "{\"topics\":\"d\"}", "eve\n<b>");
    await().atMost(LIMIT).until(() -> newest().path("value").toString().contains("\"d\""));
    assertThat(newest().path("by").asText()).as("no token can have that name").isEqualTo("topic");
    assertThat(newest().path("before")).hasToString("{\"topics\":\"c\"}");
  }

  @Test
  void aDryRunTellsWhatHappensAndAnUndoBringsBackWhatWas() {
    api.send("PUT", OVERRIDE, "{\"topics\":\"a\"}");
    String before = api.get("api/configuration").json().path("revision").asText();

    JsonNode told = api.send("POST", FLOW + "/pause?dryRun=true", null).json();
    assertThat(told.path("from").asText()).isEqualTo(before);
    assertThat(told.path("effects").get(0).path("what").asText()).isEqualTo("pauses");
    assertThat(told.path("effects").get(0).path("interrupts").asBoolean()).isTrue();
    assertThat(api.get(FLOW).json().path("flow").path("paused").asBoolean()).isFalse();

    Client.Answer paused = api.send("POST", FLOW + "/pause", null, "If-Match", before);
    assertThat(paused.status()).as(paused.body()).isEqualTo(200);
    String undo = "api/changes/" + offset(paused) + "/undo";
    await().atMost(LIMIT).until(() -> api.get("api/changes/" + offset(paused)).status() == 200);
    assertThat(api.send("POST", undo, null, "If-Match", before).status()).isEqualTo(412);
    assertThat(
            api.send(api.request(undo).POST(HttpRequest.BodyPublishers.noBody()).build()).status())
        .isEqualTo(401);
    Client.Answer undone =
        api.send("POST", undo, null, "If-Match", paused.json().path("revision").asText());
    assertThat(undone.status()).as(undone.body()).isEqualTo(200);
    assertThat(api.get(FLOW).json().path("override")).hasToString("{\"topics\":\"a\"}");
    await().atMost(LIMIT).until(() -> api.get("api/changes/" + offset(undone)).status() == 200);
    Client.Answer again = api.send("POST", undo, null);
    assertThat(again.status()).isEqualTo(412);
    assertThat(again.body()).contains("was changed again");
  }

  private void askForToken() throws IOException {
    Files.writeString(file, configuration + "api.look = token\n");
    await().atMost(LIMIT).until(() -> api.get("api/overview").status() == 401);
  }

  private JsonNode newest() {
    return api.get("api/changes").json().path(0);
  }

  private static long offset(Client.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json().path("change").path("offset").asLong();
  }

  private static void byForged(String key, String json, String by) throws Exception {
    String servers = ConfigProvider.getConfig().getValue(OneCluster.SERVERS, String.class);
    Map<String, String> client = Map.of("bootstrap.servers", servers);
    try (Producer<byte[], byte[]> writer =
        new KafkaClients(new ClientSettings("us", client, client, client), "access-test")
            .producer(Map.of())) {
      ProducerRecord<byte[], byte[]> made =
          new ProducerRecord<>(
              HomeTopics.CONFIG,
              key.getBytes(StandardCharsets.UTF_8),
              json.getBytes(StandardCharsets.UTF_8));
      if (by != null) {
        made.headers().add("by", by.getBytes(StandardCharsets.UTF_8));
      }
      writer.send(made).get();
    }
  }

  private String raw(String method, String path) throws IOException {
    try (Socket socket = new Socket("localhost", port)) {
      socket
          .getOutputStream()
          .write(
              "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                  .formatted(method, path)
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
