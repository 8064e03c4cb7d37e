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

  private record Resolving(TopicPartition partition, long sinceMs, Reply<Uuid> reply) {}

  void add(TopicPartition partition, Reply<Uuid> reply) {
    client.metadata().want(partition.topic());
    resolving.add(new Resolving(partition, client.wallClockMs(), reply));
  }

  boolean areAwaited() {
    return !resolving.isEmpty();
  }

  /** Answers for what is known now, and for what has been awaited for too long. */
  void answer() {
    long now = client.wallClockMs();
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
    if (now < each.sinceMs() + LIMIT_MS) {
      return false;
    }
    if (id.isEmpty()) {
      client.metadata().giveUp(partition.topic());
    }
    each.reply().failed(client.unknown(partition, each.sinceMs()));
    return true;
  }
}
