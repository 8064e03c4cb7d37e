package io.chappe.demo.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private static final ScreenSize SMALL = new ScreenSize(80, 24);
  private static final List<String> HINTS =
      List.of(
          "us 127.0.0.1:15073   eu 127.0.0.1:20313   files /tmp/chappe-demo", "second", "third");
  private static final Endpoint REPLICATOR = endpoint("replicator-service", 14001);
  private static final Endpoint CHECKPOINTS = endpoint("checkpoint-service", 14002);
  private static final Endpoint HEARTBEATS = endpoint("heartbeat-service", 14003);

  private final Observer observer = new Observer(List.of(REPLICATOR, CHECKPOINTS, HEARTBEATS));

  @Test
  void fitsEverythingThatMattersOnASmallTerminal() throws IOException {
    lookAt(70, "UP", Map.of("us->eu", "RUNNING", "eu->us", "RUNNING"));
    lookAt(80, "UP", Map.of("us->eu", "RUNNING", "eu->us", "RUNNING"));

    assertThat(frame(SMALL)).containsExactlyElementsOf(golden("healthy-80x24.txt"));
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    Map<String, String> health =
        Map.of(
            "us->eu", "DEGRADED",
            "us->eu last error", "orders: the target us can't be reached, for 12 s",
            "eu->us", "RUNNING");
    lookAt(70, "UP", health);
    lookAt(80, "UP", health);
    observer.add(HEARTBEATS, Scrape.unanswered(nanos(90)));

    assertThat(frame(SMALL)).containsExactlyElementsOf(golden("troubled-80x24.txt"));
  }

  @Test
  void showsDashesForWhatNoServiceTells() throws IOException {
    observer.add(REPLICATOR, Scrape.unanswered(nanos(1)));

    assertThat(frame(SMALL)).containsExactlyElementsOf(golden("silent-80x24.txt"));
  }

  @Test
  void neverExceedsTheTerminal() {
    lookAt(70, "UP", Map.of());
    lookAt(80, "UP", Map.of());

    for (int columns = 20; columns <= 120; columns += 7) {
      for (int rows = 5; rows <= 40; rows += 5) {
        List<String> frame = frame(new ScreenSize(columns, rows));
        assertThat(frame).hasSizeLessThanOrEqualTo(rows);
        int width = columns;
        assertThat(frame).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
      }
    }
  }

  @Test
  void coloursChangeNothingButColours() {
    lookAt(70, "UP", Map.of("us->eu", "DEGRADED"));
    lookAt(80, "UP", Map.of("us->eu", "DEGRADED"));

    List<String> coloured =
        new Screen(SMALL, true).lines(observer.snapshot(), "title", "remark", HINTS);

    assertThat(coloured).anyMatch(line -> line.contains(Style.BAD.apply("degraded   ")));
    assertThat(
            coloured.stream().map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "").stripTrailing()))
        .containsExactlyElementsOf(
            new Screen(SMALL, false).lines(observer.snapshot(), "title", "remark", HINTS));
  }

  private void lookAt(int seconds, String health, Map<String, String> data) {
    observer.add(REPLICATOR, scrape(seconds, health, data, StubMetrics.replicator(seconds)));
    observer.add(CHECKPOINTS, scrape(seconds, health, Map.of(), StubMetrics.checkpoints(seconds)));
    observer.add(HEARTBEATS, scrape(seconds, health, Map.of(), StubMetrics.heartbeats(seconds)));
  }

  private List<String> frame(ScreenSize size) {
    return new Screen(size, false)
        .lines(observer.snapshot(), "Chappe: us and eu", "Ctrl-C stops everything", HINTS);
  }

  private static Scrape scrape(
      int seconds, String health, Map<String, String> data, String metrics) {
    return new Scrape(
        nanos(seconds), health, data, PrometheusText.parse(metrics), 180.0 * 1024 * 1024);
  }

  private static long nanos(int seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }

  private static Endpoint endpoint(String name, int port) {
    return new Endpoint(name, URI.create("http://localhost:" + port), port + 17);
  }

  private static List<String> golden(String file) throws IOException {
    try (InputStream in = ScreenTest.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
