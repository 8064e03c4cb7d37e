package io.chappe.heartbeat.importing.draft;

/** Names of files that take the place of values: a key of a Kubernetes Secret may be such. */
final class FileNames {
  private FileNames() {}

  static String of(String key) {
    return key.replace("->", "-to-").replaceAll("[^A-Za-z0-9._-]", "_");
  }
}
