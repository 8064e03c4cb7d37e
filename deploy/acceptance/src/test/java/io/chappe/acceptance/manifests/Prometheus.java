package io.chappe.acceptance.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chappe.testing.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A Prometheus server on loopback that scrapes and evaluates each second. */
public final class Prometheus implements AutoCloseable {
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final Process process;
  private final int port;

  private Prometheus(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * @param rules the text of its rule file
   * @param targets ports on which services are to be scraped
   */
  public static Prometheus start(Tool program, Path folder, String rules, List<Integer> targets)
      throws IOException {
    Files.writeString(folder.resolve("rules.yaml"), rules);
    String addresses =
        targets.stream().map(each -> "'127.0.0.1:" + each + "'").collect(Collectors.joining(", "));
    Path file = folder.resolve("prometheus.yaml");
    Files.writeString(
        file,
        """
        global: {scrape_interval: 1s, evaluation_interval: 1s}
        rule_files: [rules.yaml]
        scrape_configs:
          - job_name: chappe
            metrics_path: /q/metrics
            static_configs:
              - targets: [%s]
        """
            .formatted(addresses));
    int port = FreePorts.find(1).getFirst();
    Process process =
        new ProcessBuilder(
                program.program().toString(),
                "--config.file=" + file,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    Prometheus started = new Prometheus(process, port);
    Awaitility.await("Prometheus")
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> started.get("/api/v1/rules").path("data").path("groups").size() == 1);
    return started;
  }

  /** The newest value of an expression with one result; NaN while there is none. */
  public double value(String expression) throws IOException, InterruptedException {
    String query = URLEncoder.encode(expression, StandardCharsets.UTF_8);
    JsonNode result = get("/api/v1/query?query=" + query).path("data").path("result");
    return result.path(0).path("value").path(1).asDouble(Double.NaN);
  }

  /** Names of the alerts that are firing. */
  public Set<String> firing() throws IOException, InterruptedException {
    Set<String> names = new HashSet<>();
    for (JsonNode alert : get("/api/v1/alerts").path("data").path("alerts")) {
      if (alert.path("state").asText().equals("firing")) {
        names.add(alert.path("labels").path("alertname").asText());
      }
    }
    return names;
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    return json.readTree(http.send(request, BodyHandlers.ofString()).body());
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
