package io.chappe.demo.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Asks services for their health and their metrics. */
final class Poller {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final ObjectMapper json = new ObjectMapper();

  /** Looks at one service; completes within seconds, and never exceptionally. */
  CompletableFuture<Scrape> poll(Endpoint endpoint) {
    CompletableFuture<String> health = get(endpoint, "/q/health");
    return get(endpoint, "/q/metrics")
        .thenCombine(health, (metrics, state) -> scrape(endpoint, metrics, state))
        .exceptionally(notReached -> Scrape.unanswered(System.nanoTime()));
  }

  private CompletableFuture<String> get(Endpoint endpoint, String path) {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint.address().resolve(path)).timeout(PATIENCE).build();
    return client
        .sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .thenApply(HttpResponse::body);
  }

  private Scrape scrape(Endpoint endpoint, String metrics, String healthBody) {
    Map<String, String> data = new LinkedHashMap<>();
    String status = readHealth(healthBody, data);
    return new Scrape(
        System.nanoTime(), status, data, PrometheusText.parse(metrics), residentBytes(endpoint));
  }

  private String readHealth(String body, Map<String, String> data) {
    try {
      JsonNode health = json.readTree(body);
      for (JsonNode check : health.path("checks")) {
        check
            .path("data")
            .properties()
            .forEach(entry -> data.put(entry.getKey(), entry.getValue().asText()));
      }
      return health.path("status").asText("unknown");
    } catch (IOException notJson) {
      return "unknown";
    }
  }

  private static double residentBytes(Endpoint endpoint) {
    Path status = Path.of("/proc", Long.toString(endpoint.pid()), "status");
    if (endpoint.pid() == 0 || !Files.isReadable(status)) {
      return Double.NaN;
    }
    try {
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1024)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException processEnded) {
      return Double.NaN;
    }
  }
}
