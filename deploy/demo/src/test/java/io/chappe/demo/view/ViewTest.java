package io.chappe.demo.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ViewTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);

  @Test
  void writesPlainLinesFromWhatServicesAnswerOverHttp() {
    AtomicInteger seconds = new AtomicInteger(50);
    try (StubService service =
            new StubService(
                () -> StubMetrics.replicator(seconds.incrementAndGet()),
                () -> StubMetrics.degraded("no broker answers"));
        View view = view(new Endpoint("replicator-service", service.address(), 0))) {
      view.start();

      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(lines())
                      .anyMatch(
                          line ->
                              line.matches(
                                  "flow=us->eu state=degraded records=\\d+/s bytes=\\d+KiB/s lag=3"
                                      + " p50=2\\.4ms p99=29ms heartbeat_age=- groups=-"
                                      + " checkpoint_age=-"))
                      .contains("problem: replicator-service us->eu: no broker answers"));
    }
  }

  @Test
  void saysThatAServiceDoesNotAnswer() {
    StubService gone = new StubService(() -> "", () -> "");
    Endpoint endpoint = new Endpoint("replicator-service", gone.address(), 0);
    gone.close();
    try (View view = view(endpoint)) {
      view.start();

      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> assertThat(lines()).contains("problem: replicator-service: no answer"));
    }
  }

  private View view(Endpoint endpoint) {
    return new View(List.of(endpoint), "title", "remark", List.of(), out);
  }

  private List<String> lines() {
    return written.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
