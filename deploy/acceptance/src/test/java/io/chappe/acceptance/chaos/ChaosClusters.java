package io.chappe.acceptance.chaos;

import io.chappe.testing.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * The source and the target. The target's brokers forget producer ids soon, refuse timestamps not
 * far ahead, and clean at once what is compacted.
 *
 * @param us the source
 * @param eu the target
 */
record ChaosClusters(TestCluster us, TestCluster eu) implements AutoCloseable {
  private static final int BROKERS = 3;
  private static final Map<String, String> HOT_CLEANER =
      Map.of(
          "cleanup.policy", "compact",
          "delete.retention.ms", "1000",
          "segment.ms", "1000",
          "max.compaction.lag.ms", "2000",
          "min.cleanable.dirty.ratio", "0.01");

  static ChaosClusters start(Path folder, Duration remembered) {
    Map<String, String> settings =
        Map.of(
            "producer.id.expiration.ms",
            Long.toString(remembered.toMillis()),
            "producer.id.expiration.check.interval.ms",
            "1000",
            "log.message.timestamp.after.max.ms",
            Long.toString(RefusedBursts.ACCEPTED_AHEAD.toMillis()),
            "log.cleaner.backoff.ms",
            "250");
    CompletableFuture<TestCluster> us =
        CompletableFuture.supplyAsync(() -> cluster("us", folder, Map.of()));
    TestCluster eu = cluster("eu", folder, settings);
    return new ChaosClusters(us.join(), eu);
  }

  private static TestCluster cluster(String name, Path folder, Map<String, String> settings) {
    var builder =
        TestCluster.builder(name)
            .brokers(BROKERS)
            .folder(folder.resolve(name))
            .property("unclean.leader.election.enable", "false");
    settings.forEach(builder::property);
    return builder.start();
  }

  /** Creates the topics, and of the copies the one that is compacted on the target only. */
  void createTopics() {
    Stream.of(
            ChaosTopics.PLAIN,
            ChaosTopics.MIXED,
            ChaosTopics.QUIET,
            ChaosTopics.OLD,
            ChaosTopics.KEYED)
        .forEach(each -> us.createTopic(each, ChaosTopics.partitions(each).size()));
    eu.createTopic(ChaosTopics.copyOf(ChaosTopics.KEYED), ChaosTopics.FEW_PARTITIONS, HOT_CLEANER);
  }

  /** What the replicators are told. */
  String configuration() {
    return """
        clusters = us, eu
        us.bootstrap.servers = %s
        eu.bootstrap.servers = %s
        us.consumer.session.timeout.ms = 4000
        us.consumer.heartbeat.interval.ms = 500
        us->eu.enabled = true
        us->eu.topics = plain, mixed, quiet, old, keyed
        us->eu.sync.topic.configs.enabled = false
        replication.factor = 3
        offset-map.topic.replication.factor = 3
        """
        .formatted(us.bootstrapServers(), eu.bootstrapServers());
  }

  @Override
  public void close() {
    us.close();
    eu.close();
  }
}
