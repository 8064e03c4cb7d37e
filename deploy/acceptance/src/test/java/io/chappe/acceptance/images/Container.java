package io.chappe.acceptance.images;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chappe.acceptance.ServiceProcess;
import io.chappe.acceptance.manifests.DeployFolder;
import io.chappe.acceptance.manifests.Tool;
import io.chappe.testing.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A container that {@code runc} runs as the manifests have it run: as the image's user, without
 * capabilities, within its memory, with a file system that can't be written to but for 32 MiB at
 * {@code /tmp}. It is on the machine's own network.
 */
final class Container implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> KEPT_NAMESPACES = Set.of("pid", "ipc", "uts", "mount");

  private final Tool runc;
  private final Path root;
  private final String id;
  private final ServiceProcess process;

  private Container(Tool runc, Path root, String id, ServiceProcess process) {
    this.runc = runc;
    this.root = root;
    this.id = id;
    this.process = process;
  }

  /**
   * Starts one.
   *
   * @param configuration the file for {@code CHAPPE_CONFIG}
   * @param memory what it may have, in bytes
   */
  static Container start(Image image, Path configuration, long memory) throws IOException {
    Tool runc = Tool.require("runc");
    Path root = Files.createDirectories(DeployFolder.of("images", "target", "runc"));
    int port = FreePorts.find(1).getFirst();
    String id = "chappe-" + image.service().module() + "-" + port;
    Path file = image.bundle().resolve("config.json");
    ObjectNode specification = (ObjectNode) JSON.readTree(file.toFile());
    confine(specification, id, memory);
    mount(specification.withArrayProperty("mounts"), configuration);
    specification
        .withObjectProperty("process")
        .withArrayProperty("env")
        .add("CHAPPE_CONFIG=/etc/chappe/chappe.properties")
        .add("QUARKUS_HTTP_HOST=127.0.0.1")
        .add("QUARKUS_HTTP_PORT=" + port);
    JSON.writeValue(file.toFile(), specification);
    List<String> command =
        List.of(
            runc.program().toString(),
            "--root",
            root.toString(),
            "run",
            "--bundle",
            image.bundle().toString(),
            id);
    return new Container(
        runc, root, id, ServiceProcess.start(image.service(), configuration, port, command));
  }

  private static void confine(ObjectNode specification, String id, long memory) {
    specification.put("hostname", id);
    specification.withObjectProperty("root").put("readonly", true);
    ObjectNode process = specification.withObjectProperty("process");
    process.put("terminal", false).put("noNewPrivileges", true);
    process.remove(List.of("capabilities", "rlimits"));
    ObjectNode linux = specification.withObjectProperty("linux");
    linux.withObjectProperty("resources").withObjectProperty("memory").put("limit", memory);
    ArrayNode namespaces = linux.withArrayProperty("namespaces");
    for (int i = namespaces.size() - 1; i >= 0; i--) {
      if (!KEPT_NAMESPACES.contains(namespaces.get(i).path("type").asText())) {
        namespaces.remove(i);
      }
    }
  }

  private static void mount(ArrayNode mounts, Path configuration) {
    mounts
        .addObject()
        .put("destination", "/tmp")
        .put("type", "tmpfs")
        .put("source", "tmpfs")
        .putArray("options")
        .add("nosuid")
        .add("nodev")
        .add("mode=1777")
        .add("size=32m");
    mounts
        .addObject()
        .put("destination", "/etc/chappe/chappe.properties")
        .put("type", "bind")
        .put("source", configuration.toString())
        .putArray("options")
        .add("bind")
        .add("ro");
  }

  /** What runs in it. */
  ServiceProcess process() {
    return process;
  }

  @Override
  public void close() {
    try {
      runc.run(root, "--root", root.toString(), "delete", "--force", id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      process.close();
    }
  }
}
