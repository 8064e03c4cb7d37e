package io.chappe.demo;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What one can do with the running clusters, in lines short enough for a small terminal. */
final class Hints {
  private Hints() {}

  /**
   * @param bootstrapServers by alias, {@code us} and {@code eu}
   * @param page address of the page
   * @param token for changes through it
   * @param folder of configuration and logs
   */
  static List<String> lines(
      Map<String, String> bootstrapServers, URI page, String token, Path folder) {
    String us = bootstrapServers.get("us");
    String eu = bootstrapServers.get("eu");
    return List.of(
        "Page: " + page + "   token for changes: " + token,
        "us " + us + "   eu " + eu + "   Write to one, read from the other:",
        "  echo hello | kcat -P -b " + us + " -t orders",
        "  kcat -C -b " + eu + " -t us.orders -o end",
        "  kafka-console-producer.sh --bootstrap-server " + us + " --topic orders",
        "  kafka-console-consumer.sh --bootstrap-server " + eu + " --topic us.orders",
        "Configuration and logs: " + folder);
  }
}
