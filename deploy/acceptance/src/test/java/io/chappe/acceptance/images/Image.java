package io.chappe.acceptance.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chappe.acceptance.Service;
import io.chappe.acceptance.manifests.DeployFolder;
import io.chappe.acceptance.manifests.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An image that a registry had, unpacked.
 *
 * @param service what it runs
 * @param bundle the folder that has its files in {@code rootfs}, and {@code config.json} for a
 *     runtime
 * @param settings user, labels, entry point and so on, as the image has them
 * @param manifest its layers with their sizes
 */
record Image(Service service, Path bundle, JsonNode settings, JsonNode manifest) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Takes the image of a service by the name that Compose's file has for it.
   *
   * @param registry host and port, spoken to without TLS
   * @param folder for what is unpacked
   */
  static Image pull(String registry, Service service, Path folder) throws Exception {
    Tool skopeo = Tool.require("skopeo");
    String remote = "docker://" + registry + "/" + name(service);
    String layout = "oci:" + folder.resolve("layout") + ":" + service.module();
    Path bundle = folder.resolve(service.module());
    skopeo.run(folder, "--insecure-policy", "copy", "-q", "--src-tls-verify=false", remote, layout);
    Tool.require("umoci")
        .run(folder, "unpack", "--image", layout.substring("oci:".length()), bundle.toString());
    return new Image(
        service,
        bundle,
        JSON.readTree(skopeo.run(folder, "inspect", "--tls-verify=false", "--config", remote)),
        manifest(skopeo, folder, remote));
  }

  /** The manifest of any image in the registry. */
  static JsonNode manifest(String registry, String name, Path folder) throws Exception {
    return manifest(Tool.require("skopeo"), folder, "docker://" + registry + "/" + name);
  }

  private static JsonNode manifest(Tool skopeo, Path folder, String remote) throws Exception {
    return JSON.readTree(skopeo.run(folder, "inspect", "--tls-verify=false", "--raw", remote));
  }

  private static String name(Service service) throws IOException {
    String compose = Files.readString(DeployFolder.of("compose", "compose.yaml"));
    Matcher found =
        Pattern.compile("image: (chappe/" + service.module() + ":\\S+)").matcher(compose);
    if (!found.find()) {
      throw new AssertionError("compose.yaml has no image of " + service.module());
    }
    return found.group(1);
  }

  /** Its files. */
  Path files() {
    return bundle.resolve("rootfs");
  }

  /** What its layers weigh in a registry, in bytes. */
  static long compressedBytes(JsonNode manifest) {
    long bytes = 0;
    for (JsonNode layer : manifest.path("layers")) {
      bytes += layer.path("size").asLong();
    }
    return bytes;
  }
}
