package io.chappe.acceptance.manifests;

import java.nio.file.Path;

/**
 * The project's folder {@code deploy}; tests run in the folder of their module, which lies in it.
 */
public final class DeployFolder {
  private DeployFolder() {}

  /** A file or folder in it. */
  public static Path of(String... names) {
    return Path.of("..", names).toAbsolutePath().normalize();
  }
}
