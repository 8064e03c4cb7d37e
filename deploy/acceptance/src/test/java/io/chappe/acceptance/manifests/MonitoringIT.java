package io.chappe.acceptance.manifests;

import static io.chappe.acceptance.Patience.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.acceptance.Landscape;
import io.chappe.acceptance.LandscapeExtension;
import io.chappe.acceptance.Service;
import io.chappe.acceptance.ServiceProcess;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.CompressionType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Alerts and the dashboard ask for what the running services really export. */
class MonitoringIT {
  private static final Pattern METRIC = Pattern.compile("\\b(?:chappe|process|jvm|system)_[a-z_]+");
  private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z_]+)[{ ]");

  /** Exported from their first event on; operate.md lists them. */
  private static final Set<String> ON_EVENTS =
      Set.of(
          "chappe_errors_total",
          "chappe_source_lost_offsets_total",
          "chappe_offsets_inexact",
          "chappe_dead_letters_total");

  @ExtendWith(LandscapeExtension.class)
  @Test
  void everyMetricThatIsAskedForIsExported(Landscape landscape) throws Exception {
    String topic = SharedClusters.uniqueName("monitored");
    landscape.us().createTopic(topic, 1);
    Records.produce(landscape.us(), topic, CompressionType.NONE, 100);
    landscape
        .us()
        .admin()
        .alterConsumerGroupOffsets(
            topic, Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(50)))
        .all()
        .get();

    Set<String> asked = asked();
    assertThat(asked).hasSizeGreaterThan(15);
    Awaitility.await("metrics")
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(exported(landscape)).containsAll(without(asked, ON_EVENTS)));
    assertThat(Files.readString(DeployFolder.of("docs", "operate.md"))).contains(ON_EVENTS);
  }

  private static Set<String> asked() throws IOException {
    String text =
        Files.readString(DeployFolder.of("prometheus", "alerts.yaml"))
            + Files.readString(DeployFolder.of("grafana", "dashboard.json"));
    return METRIC
        .matcher(text)
        .results()
        .map(match -> match.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> exported(Landscape landscape) {
    return Arrays.stream(Service.values())
        .map(service -> landscape.service(service).get("/q/metrics"))
        .flatMap(page -> SAMPLE.matcher(page).results().map(match -> match.group(1)))
        .collect(Collectors.toSet());
  }

  private static Set<String> without(Set<String> all, Set<String> some) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(some);
    return rest;
  }

  @Test
  void anAlertFiresWhileTheReplicatorIsAwayAndResolvesWhenItIsBack(@TempDir Path folder)
      throws Exception {
    Tool prometheus = Tool.require("prometheus");
    try (TestCluster us = TestCluster.builder("us").inProcess().start();
        TestCluster eu = TestCluster.builder("eu").inProcess().start()) {
      Path configuration = configuration(us, eu);
      try (ServiceProcess heartbeats = ServiceProcess.startReady(Service.HEARTBEAT, configuration);
          Prometheus server =
              Prometheus.start(prometheus, folder, impatientRules(), List.of(heartbeats.port()))) {
        try (ServiceProcess replicator =
            ServiceProcess.startReady(Service.REPLICATOR, configuration)) {
          Awaitility.await("heartbeats to come through")
              .atMost(LIMIT)
              .until(() -> server.value("chappe_heartbeat_age_seconds") < 3);
          Awaitility.await("quiet").atMost(LIMIT).until(() -> server.firing().isEmpty());
          replicator.kill9();
        }
        Awaitility.await("the alert")
            .atMost(LIMIT)
            .until(() -> server.firing().contains("ChappeHeartbeatStale"));
        try (ServiceProcess replicator =
            ServiceProcess.startReady(Service.REPLICATOR, configuration)) {
          Awaitility.await("the end of the alert")
              .atMost(LIMIT)
              .until(() -> server.firing().isEmpty());
          assertThat(replicator.get("/q/metrics")).contains("chappe_records_total");
        }
      }
    }
  }

  /** The rules as they are, but for the patience of the one that is watched. */
  private static String impatientRules() throws IOException {
    String rules = Files.readString(DeployFolder.of("prometheus", "alerts.yaml"));
    String patient = "(chappe_heartbeat_age_seconds) > 60\n        for: 1m";
    assertThat(rules).contains(patient);
    return rules.replace(patient, "(chappe_heartbeat_age_seconds) > 5\n        for: 1s");
  }

  private static Path configuration(TestCluster us, TestCluster eu) {
    return Landscape.write(
        """
        clusters = us, eu
        us.bootstrap.servers = %s
        eu.bootstrap.servers = %s
        us->eu.enabled = true
        emit.heartbeats.interval.seconds = 1
        """
            .formatted(us.bootstrapServers(), eu.bootstrapServers()));
  }
}
