package io.chappe.acceptance.manifests;

import static io.chappe.acceptance.manifests.Yaml.at;
import static io.chappe.acceptance.manifests.Yaml.list;
import static io.chappe.acceptance.manifests.Yaml.map;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What has to hold for the objects that bring the services into a Kubernetes cluster. */
final class PodRules {
  private static final String COMPONENT = "app.kubernetes.io/component";
  private static final Map<String, Integer> PORTS =
      Map.of("replicator", 8080, "checkpoint", 8081, "heartbeat", 8082);

  private PodRules() {}

  static List<Map<String, Object>> ofKind(List<Map<String, Object>> objects, String kind) {
    return objects.stream().filter(each -> kind.equals(each.get("kind"))).toList();
  }

  /** A deployment of each service, sound, with a service and a disruption budget that select it. */
  static void assertSound(List<Map<String, Object>> objects) {
    List<Map<String, Object>> deployments = ofKind(objects, "Deployment");
    assertThat(deployments)
        .extracting(each -> at(each, "metadata", "labels", COMPONENT))
        .containsExactlyInAnyOrderElementsOf(PORTS.keySet());
    for (Map<String, Object> deployment : deployments) {
      assertRestricted(deployment);
      assertProbed(deployment);
      assertMemoryIsBounded(deployment);
      assertMountsExist(deployment);
      assertSelected(deployment, ofKind(objects, "Service"), "spec", "selector");
      assertSelected(
          deployment, ofKind(objects, "PodDisruptionBudget"), "spec", "selector", "matchLabels");
      assertSelected(deployment, List.of(deployment), "spec", "selector", "matchLabels");
    }
    assertThat(names(ofKind(objects, "ServiceAccount")))
        .contains(at(deployments.getFirst(), "spec", "template", "spec", "serviceAccountName"));
  }

  /** As Kubernetes' "restricted" pod security standard wants it, and a read-only file system. */
  private static void assertRestricted(Map<String, Object> deployment) {
    Object pod = at(deployment, "spec", "template", "spec");
    assertThat(at(pod, "securityContext", "runAsNonRoot")).isEqualTo(true);
    assertThat(at(pod, "securityContext", "seccompProfile", "type")).isEqualTo("RuntimeDefault");
    assertThat(at(pod, "automountServiceAccountToken")).isEqualTo(false);
    Object security = at(pod, "containers", 0, "securityContext");
    assertThat(at(security, "allowPrivilegeEscalation")).isEqualTo(false);
    assertThat(at(security, "readOnlyRootFilesystem")).isEqualTo(true);
    assertThat(at(security, "capabilities", "drop")).isEqualTo(List.of("ALL"));
  }

  private static void assertProbed(Map<String, Object> deployment) {
    Object container = at(deployment, "spec", "template", "spec", "containers", 0);
    Object component = at(deployment, "metadata", "labels", COMPONENT);
    assertThat(at(container, "ports", 0, "containerPort")).isEqualTo(PORTS.get(component));
    assertThat(at(container, "ports", 0, "name")).isEqualTo("http");
    Map.of("startupProbe", "started", "livenessProbe", "live", "readinessProbe", "ready")
        .forEach(
            (probe, check) ->
                assertThat(map(container, probe, "httpGet"))
                    .isEqualTo(Map.of("path", "/q/health/" + check, "port", "http")));
  }

  private static void assertMemoryIsBounded(Map<String, Object> deployment) {
    Object resources = at(deployment, "spec", "template", "spec", "containers", 0, "resources");
    assertThat(at(resources, "requests", "cpu")).isNotNull();
    assertThat(at(resources, "requests", "memory")).isNotNull();
    assertThat(at(resources, "limits", "memory")).isNotNull();
    // A copy that is throttled is slow for no reason.
    assertThat(at(resources, "limits", "cpu")).isNull();
  }

  private static void assertMountsExist(Map<String, Object> deployment) {
    Object pod = at(deployment, "spec", "template", "spec");
    Set<Object> volumes = names(list(pod, "volumes"));
    assertThat(names(list(pod, "containers", 0, "volumeMounts"))).isEqualTo(volumes);
    assertThat(list(pod, "containers", 0, "env"))
        .anySatisfy(
            variable ->
                assertThat(map(variable))
                    .isEqualTo(
                        Map.of("name", "CHAPPE_CONFIG", "value", "/etc/chappe/chappe.properties")));
  }

  private static void assertSelected(
      Map<String, Object> deployment, List<Map<String, Object>> selecting, Object... selector) {
    Map<?, ?> labels = map(deployment, "spec", "template", "metadata", "labels");
    assertThat(selecting)
        .filteredOn(each -> labels.entrySet().containsAll(map(each, selector).entrySet()))
        .hasSize(1);
  }

  private static Set<Object> names(List<?> objects) {
    return objects.stream()
        .map(
            each ->
                at(each, "metadata", "name") == null
                    ? at(each, "name")
                    : at(each, "metadata", "name"))
        .collect(Collectors.toSet());
  }
}
