package io.chappe.acceptance.manifests;

import static io.chappe.acceptance.manifests.Yaml.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import io.chappe.config.ApiSettings;
import io.chappe.config.loading.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifests are what a cluster takes: rendered by kubectl and by Helm themselves. */
class ManifestsTest {
  private static final Path CHART = DeployFolder.of("helm", "chappe");

  @Test
  void everyManifestIsWellFormed() throws IOException {
    try (Stream<Path> files = Files.walk(DeployFolder.of("kubernetes"))) {
      List<Path> manifests = files.filter(each -> each.toString().endsWith(".yaml")).toList();
      assertThat(manifests).hasSizeGreaterThan(10);
      for (Path each : manifests) {
        assertThat(Yaml.documents(Files.readString(each)))
            .as(each.toString())
            .isNotEmpty()
            .allSatisfy(object -> assertThat(object).containsKeys("apiVersion", "kind"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "everything"})
  void kustomizeMakesSoundPodsOfAnOverlay(String overlay) throws Exception {
    String rendered =
        Tool.require("kubectl")
            .run(DeployFolder.of("kubernetes"), "kustomize", "overlays/" + overlay);
    List<Map<String, Object>> objects = Yaml.documents(rendered);
    PodRules.assertSound(objects);
    assertConfigured(objects);
  }

  @Test
  void kustomizeLeavesTheNumberOfReplicatorsToTheAutoscaler() throws Exception {
    String rendered =
        Tool.require("kubectl")
            .run(DeployFolder.of("kubernetes"), "kustomize", "overlays/everything");
    assertScaledToZero(Yaml.documents(rendered), "chappe");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "everything"})
  void theOverlaysLetNobodyInWhoHasNoBusinessThere(String overlay) throws Exception {
    List<Map<String, Object>> objects =
        Yaml.documents(
            Tool.require("kubectl")
                .run(DeployFolder.of("kubernetes"), "kustomize", "overlays/" + overlay));
    Map<String, Object> policy = PodRules.ofKind(objects, "NetworkPolicy").getFirst();
    assertThat(at(policy, "spec", "podSelector", "matchLabels", "app.kubernetes.io/name"))
        .isEqualTo("chappe");
    assertThat(at(policy, "spec", "policyTypes")).isEqualTo(List.of("Ingress", "Egress"));
    assertThat(Yaml.list(policy, "spec", "ingress")).hasSize(1);
    assertThat(Yaml.list(policy, "spec", "ingress", 0, "from")).hasSize(3);
  }

  @Test
  void theChartIsSoundWithItsDefaults() {
    LintResult lint = new Helm(CHART).lint().strict().call();
    assertThat(lint.isFailed()).as(() -> String.join("\n", lint.getMessages())).isFalse();
    List<Map<String, Object>> objects = Yaml.documents(new Helm(CHART).template().call());
    PodRules.assertSound(objects);
    assertConfigured(objects);
    assertThat(PodRules.ofKind(objects, "ScaledObject")).isEmpty();
  }

  @Test
  void theChartIsSoundWithEverythingSwitchedOn() throws IOException {
    List<Map<String, Object>> objects =
        Yaml.documents(
            new Helm(CHART)
                .template()
                .withNamespace("replication")
                .set("keda.enabled", "true")
                .set("monitoring.enabled", "true")
                .set("networkPolicy.enabled", "true")
                .set("monitoring.runbookUrl", "https://wiki.local/chappe")
                .set("existingSecret", "credentials")
                .call());
    PodRules.assertSound(objects);
    assertScaledToZero(objects, "replication");
    assertThat(PodRules.ofKind(objects, "PrometheusRule").getFirst().toString())
        .contains("runbook_url=https://wiki.local/chappe#chappeflowstalled")
        .doesNotContain("runbooks.example");
    assertThat(objects)
        .extracting(each -> each.get("kind"))
        .contains("PodMonitor", "PrometheusRule", "NetworkPolicy");
  }

  @Test
  void theChartTakesWholeTriggersAndLeavesHeartbeatsToFlowsThatNeverSleep() {
    List<Map<String, Object>> objects =
        Yaml.documents(
            new Helm(CHART)
                .template()
                .set("keda.enabled", "true")
                .set("keda.minReplicas", "1")
                .set("keda.triggers[0].type", "prometheus")
                .set("keda.triggers[0].metadata.query", "chappe_flow_copyable_records")
                .set("keda.triggers[0].authenticationRef.name", "credentials")
                .call());
    Map<String, Object> scaled = PodRules.ofKind(objects, "ScaledObject").getFirst();
    assertThat(Yaml.list(scaled, "spec", "triggers")).hasSize(2);
    assertThat(at(scaled, "spec", "triggers", 1))
        .isEqualTo(
            Map.of(
                "type", "prometheus",
                "metadata", Map.of("query", "chappe_flow_copyable_records"),
                "authenticationRef", Map.of("name", "credentials")));
    assertThat(overrides(objects)).allMatch("api.remote.enabled = true\n"::equals);
  }

  @ParameterizedTest
  @CsvSource({
    "services.replicator.replicas, -1",
    "services.replicator.port, many",
    "image.prefix, no-slash",
    "monitoring.interval, often",
    "monitoring.runbookUrl, README.md",
    "keda.maxReplicas, 0",
    "keda.flows[0].flow, us",
    "keda.triggers[0].type, prometheus",
    "replicas, 3"
  })
  void theChartRefusesValuesThatMakeNoSense(String key, String value) {
    TemplateCommand template = new Helm(CHART).template().set(key, value);
    assertThatThrownBy(template::call)
        .hasMessageContaining("don't meet the specifications of the schema");
  }

  @Test
  void composeNamesServicesThatExist() throws IOException {
    Map<String, Object> compose = Yaml.file(DeployFolder.of("compose", "compose.yaml"));
    Map<?, ?> services = Yaml.map(compose, "services");
    assertThat(services.keySet())
        .isEqualTo(Set.of("us", "eu", "replicator", "checkpoint", "heartbeat"));
    String configuration = Files.readString(DeployFolder.of("compose", "chappe.properties"));
    for (String cluster : List.of("us", "eu")) {
      assertThat(configuration).contains(cluster + ".bootstrap.servers = " + cluster + ":9092");
      assertThat((String) at(services, cluster, "environment", "KAFKA_ADVERTISED_LISTENERS"))
          .contains("PLAINTEXT://" + cluster + ":9092");
    }
  }

  /** Its requests come over a bridge, so they aren't this machine's own. */
  @Test
  void composeServesThePageUnderLocalNamesOnly() throws IOException {
    Path file = DeployFolder.of("compose", "chappe.properties");
    ApiSettings api = ConfigLoader.load(file, Map.of(), Set.of()).api();
    assertThat(api.remote()).isTrue();
    assertThat(api.hosts()).containsExactly("localhost", "127.0.0.1");
    Map<?, ?> services =
        Yaml.map(Yaml.file(DeployFolder.of("compose", "compose.yaml")), "services");
    assertThat(Yaml.list(services, "heartbeat", "ports")).isEqualTo(List.of("127.0.0.1:8082:8082"));
  }

  @Test
  void allNameTheSameImages() throws IOException {
    Set<String> images =
        Stream.of("replicator", "checkpoint", "heartbeat")
            .map(each -> "chappe/" + each + "-service:1.0.0-SNAPSHOT")
            .collect(Collectors.toSet());
    Path overlay = DeployFolder.of("kubernetes", "overlays", "plain", "kustomization.yaml");
    assertThat(Yaml.list(Yaml.file(overlay), "images"))
        .extracting(each -> at(each, "name") + ":" + at(each, "newTag"))
        .containsExactlyInAnyOrderElementsOf(images);
    assertThat(PodRules.ofKind(Yaml.documents(new Helm(CHART).template().call()), "Deployment"))
        .extracting(each -> at(each, "spec", "template", "spec", "containers", 0, "image"))
        .containsExactlyInAnyOrderElementsOf(images);
    Map<?, ?> services =
        Yaml.map(Yaml.file(DeployFolder.of("compose", "compose.yaml")), "services");
    assertThat(images)
        .allSatisfy(
            image ->
                assertThat(services.values())
                    .filteredOn(each -> image.equals(at(each, "image")))
                    .hasSize(1));
  }

  private static void assertConfigured(List<Map<String, Object>> objects) {
    Map<String, Object> map = PodRules.ofKind(objects, "ConfigMap").getFirst();
    assertThat((String) at(map, "data", "chappe.properties")).contains("us->eu.enabled = true");
    assertThat(PodRules.ofKind(objects, "Deployment"))
        .allSatisfy(
            each ->
                assertThat(Yaml.list(each, "spec", "template", "spec", "volumes"))
                    .filteredOn(volume -> "config".equals(at(volume, "name")))
                    .extracting(volume -> at(volume, "configMap", "name"))
                    .containsExactly(at(map, "metadata", "name")));
  }

  private static List<String> overrides(List<Map<String, Object>> objects) {
    return PodRules.ofKind(objects, "Deployment").stream()
        .map(each -> at(each, "spec", "template", "spec", "containers", 0))
        .map(KedaTrigger::overrides)
        .toList();
  }

  /** What ScaleToZeroIT tries out is what both render. */
  private static void assertScaledToZero(List<Map<String, Object>> objects, String namespace)
      throws IOException {
    Map<String, Object> scaled = PodRules.ofKind(objects, "ScaledObject").getFirst();
    Object target = at(scaled, "spec", "scaleTargetRef", "name");
    assertThat(PodRules.ofKind(objects, "Deployment"))
        .filteredOn(each -> target.equals(at(each, "metadata", "name")))
        .singleElement()
        .satisfies(each -> assertThat(at(each, "spec", "replicas")).isNull());
    assertThat(at(scaled, "spec", "minReplicaCount")).isEqualTo(0);
    assertThat((Integer) at(scaled, "spec", "fallback", "replicas")).isPositive();
    KedaTrigger tried = KedaTrigger.ofTheComponent();
    KedaTrigger trigger = KedaTrigger.of(scaled);
    String host = trigger.url().getHost();
    assertThat(PodRules.ofKind(objects, "Service"))
        .filteredOn(each -> host.equals(at(each, "metadata", "name") + "." + namespace))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(at(each, "spec", "selector", "app.kubernetes.io/component"))
                  .isEqualTo("heartbeat");
              assertThat(at(each, "spec", "ports", 0, "port")).isEqualTo(trigger.url().getPort());
            });
    assertThat(trigger.url().getRawPath()).isEqualTo(tried.url().getRawPath());
    assertThat(trigger.valueLocation()).isEqualTo(tried.valueLocation());
    assertThat(trigger.activation()).isEqualTo(tried.activation());
    assertThat(overrides(objects)).allMatch(KedaTrigger.overrides()::equals);
  }
}
