package io.chappe.acceptance.manifests;

import static io.chappe.acceptance.manifests.Yaml.at;
import static io.chappe.acceptance.manifests.Yaml.list;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * What KEDA is told to ask, and by which values it goes.
 *
 * @param url whom it asks; its path names the flow
 * @param valueLocation where the value stands in the answer
 * @param activation a value above this starts the first replicator
 */
public record KedaTrigger(URI url, String valueLocation, double activation) {
  private static final Path COMPONENT = DeployFolder.of("kubernetes", "components", "keda");

  /** The first trigger of the component {@code keda}. */
  public static KedaTrigger ofTheComponent() throws IOException {
    return of(Yaml.file(COMPONENT.resolve("scaled-object.yaml")));
  }

  /** The first trigger of a ScaledObject. */
  static KedaTrigger of(Map<String, Object> scaledObject) {
    Object trigger = at(scaledObject, "spec", "triggers", 0);
    if (!"metrics-api".equals(at(trigger, "type"))) {
      throw new AssertionError(trigger + " asks something else");
    }
    Object metadata = at(trigger, "metadata");
    return new KedaTrigger(
        URI.create((String) at(metadata, "url")),
        (String) at(metadata, "valueLocation"),
        Double.parseDouble((String) at(metadata, "activationTargetValue")));
  }

  /** The lines that the component adds to each service's configuration. */
  public static String overrides() throws IOException {
    return overrides(
        at(
            Yaml.file(COMPONENT.resolve("overrides.yaml")),
            "spec",
            "template",
            "spec",
            "containers",
            0));
  }

  /** The same as it stands in a container. */
  static String overrides(Object container) {
    return list(container, "env").stream()
        .filter(each -> "CHAPPE_CONFIG_OVERRIDES".equals(at(each, "name")))
        .map(each -> (String) at(each, "value"))
        .findFirst()
        .orElseThrow();
  }
}
