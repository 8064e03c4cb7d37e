package io.chappe.acceptance.manifests;

import java.nio.file.Path;

/**
 * The project's folder {@code deploy}; tests run in the folder of their module, which lies in it.
 */
final class DeployFolder {
  private DeployFolder() {}

  static Path of(String... names) {
    return Path.of("..", names).toAbsolutePath().normalize();
  }
}
