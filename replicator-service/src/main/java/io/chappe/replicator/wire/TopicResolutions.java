package io.chappe.replicator.wire;

import io.chappe.replicator.copy.Failure;
import io.chappe.replicator.copy.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** Partitions of the source that metadata is awaited for. Confined to the fetch thread. */
final class TopicResolutions {
  private static final long LIMIT_MS = 1_000;

  private final ClusterClient client;
  private final List<Resolving> resolving = new ArrayList<>();

  TopicResolutions(ClusterClient client) {
    this.client = client;
  }

  private record Resolving(TopicPartition partition, long untilMs, Reply<Uuid> reply) {}

  void add(TopicPartition partition, long now, Reply<Uuid> reply) {
    client.metadata().add(partition.topic());
    resolving.add(new Resolving(partition, now + LIMIT_MS, reply));
  }

  boolean areAwaited() {
    return !resolving.isEmpty();
  }

  /** Answers for what is known now, and for what has been awaited for too long. */
  void answer(long now) {
    resolving.removeIf(each -> answerIfResolved(each, now));
    if (!resolving.isEmpty()) {
      client.metadata().requestUpdate(false);
    }
  }

  private boolean answerIfResolved(Resolving each, long now) {
    TopicPartition partition = each.partition();
    Optional<Failure> refusal = client.refusal();
    if (refusal.isPresent()) {
      each.reply().failed(refusal.get());
      return true;
    }
    Optional<Uuid> id = client.identity(partition.topic());
    if (id.isPresent() && client.partitionCount(partition.topic()) > partition.partition()) {
      each.reply().done(id.get());
      return true;
    }
    if (now < each.untilMs()) {
      return false;
    }
    each.reply()
        .failed(
            new Failure.Retry(
                "UNKNOWN_TOPIC_OR_PARTITION",
                "source doesn't know " + partition + " (yet)" + client.problemSuffix()));
    return true;
  }
}
