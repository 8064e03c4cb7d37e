package io.chappe.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The configuration of the demo: a file as MirrorMaker 2 reads it. */
final class Mm2Properties {
  private Mm2Properties() {}

  /**
   * The lines of the file: every cluster is mirrored to every other.
   *
   * @param bootstrapServers by cluster alias
   * @param token file with the token for changes through the page
   */
  static List<String> lines(Map<String, String> bootstrapServers, Path token) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "# Two clusters, each mirrored to the other. MirrorMaker 2 would run with this file.");
    lines.add("clusters = " + String.join(", ", bootstrapServers.keySet()));
    bootstrapServers.forEach(
        (alias, servers) -> lines.add(alias + ".bootstrap.servers = " + servers));
    for (String source : bootstrapServers.keySet()) {
      for (String target : bootstrapServers.keySet()) {
        if (!source.equals(target)) {
          lines.add(source + "->" + target + ".enabled = true");
          lines.add(source + "->" + target + ".topics = .*");
        }
      }
    }
    lines.add(
        "replication.policy.class = org.apache.kafka.connect.mirror.DefaultReplicationPolicy");
    lines.add("# One broker a cluster here.");
    lines.add("replication.factor = 1");
    lines.add("offset-syncs.topic.replication.factor = 1");
    lines.add("checkpoints.topic.replication.factor = 1");
    lines.add("heartbeats.topic.replication.factor = 1");
    lines.add("# Sooner than by default, for those who watch.");
    lines.add("emit.checkpoints.interval.seconds = 2");
    lines.add("refresh.groups.interval.seconds = 5");
    lines.add("# The page may be used to change this.");
    lines.add("api.access = read-write");
    lines.add("api.token.file = " + token);
    return lines;
  }
}
