package io.chappe.replicator;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.FlowId;
import io.chappe.control.LiveConfiguration;
import io.chappe.service.ServiceLifecycle;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(AwayHome.class)
class WaitingIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Inject LiveConfiguration live;
  @Inject ServiceLifecycle lifecycle;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void nothingBeginsBeforeTheConfigurationTopicIsRead() throws Exception {
    assertThat(get("started").statusCode()).as("a restart would be no help").isEqualTo(200);
    HttpResponse<String> ready = get("ready");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).contains("waiting for chappe.config.internal on hq");
    assertThat(lifecycle.statuses()).isEmpty();

    Files.writeString(Path.of(setting(AwayHome.COME)), "");

    Awaitility.await().atMost(LIMIT).until(() -> get("ready").statusCode() == 200);
    assertThat(lifecycle.statuses()).containsOnlyKeys(new FlowId("us", "eu"));
    assertThat(live.config().flows().getFirst().copy().paused()).isTrue();
  }

  private HttpResponse<String> get(String check) throws Exception {
    URI uri =
        URI.create(
            "http://localhost:%s/q/health/%s".formatted(setting("quarkus.http.port"), check));
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String setting(String name) {
    return ConfigProvider.getConfig().getValue(name, String.class);
  }
}
