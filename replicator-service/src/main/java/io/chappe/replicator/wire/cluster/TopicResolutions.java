package io.chappe.replicator.wire.cluster;

import io.chappe.failure.Failure;
import io.chappe.replicator.copy.port.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * Partitions of a cluster that metadata is awaited for. Thousands may wait at once, so they are
 * looked at when there is other metadata, or when one has waited for too long. Confined to the
 * thread of the client.
 */
public final class TopicResolutions {
  /** How often to ask about those that wait. */
  private static final long ASK_MS = 100;

  private final ClusterClient client;
  private final Predicate<TopicPartition> usable;
  private final long limitMs;
  private List<Resolving> resolving = new ArrayList<>();
  private int seenVersion;
  private long oldestMs = Long.MAX_VALUE;
  private long askedMs;

  /**
   * @param usable whether what is known of a partition, whose topic is known, suffices
   * @param limitMs how long to wait for a partition, milliseconds
   */
  public TopicResolutions(ClusterClient client, Predicate<TopicPartition> usable, long limitMs) {
    this.client = client;
    this.usable = usable;
    this.limitMs = limitMs;
  }

  private record Resolving(TopicPartition partition, long sinceMs, Reply<Uuid> reply) {}

  /** Has {@code reply} told the topic's id: at once if the partition is known, else later. */
  public void add(TopicPartition partition, Reply<Uuid> reply) {
    client.metadata().want(partition.topic());
    long now = client.wallClockMs();
    answerOrKeep(new Resolving(partition, now, reply), client.refusal(), now);
  }

  public boolean areAwaited() {
    return !resolving.isEmpty();
  }

  /** Answers for what is known now, and for what has been awaited for too long. */
  public void answer() {
    if (resolving.isEmpty()) {
      return;
    }
    long now = client.wallClockMs();
    int version = client.metadata().updateVersion();
    Optional<Failure> refusal = client.refusal();
    if (version != seenVersion || refusal.isPresent() || isOver(oldestMs, now)) {
      seenVersion = version;
      List<Resolving> waiting = resolving;
      resolving = new ArrayList<>();
      oldestMs = Long.MAX_VALUE;
      for (Resolving each : waiting) {
        Guard.run(() -> answerOrKeep(each, refusal, now), each.reply()::failed);
      }
    }
    if (!resolving.isEmpty() && (now < askedMs || now >= askedMs + ASK_MS)) {
      askedMs = now;
      resolving.forEach(each -> client.metadata().ask(each.partition().topic()));
    }
  }

  private boolean isOver(long sinceMs, long now) {
    return now < sinceMs || now >= sinceMs + limitMs;
  }

  private void answerOrKeep(Resolving each, Optional<Failure> refusal, long now) {
    TopicPartition partition = each.partition();
    if (refusal.isPresent()) {
      each.reply().failed(refusal.get());
      return;
    }
    Optional<Uuid> id = client.identity(partition.topic());
    if (id.isPresent() && usable.test(partition)) {
      each.reply().done(id.get());
    } else if (!isOver(each.sinceMs(), now)) {
      resolving.add(each);
      oldestMs = Math.min(oldestMs, each.sinceMs());
    } else {
      if (id.isEmpty()) {
        client.metadata().giveUp(partition.topic());
      }
      each.reply().failed(client.unknown(partition, each.sinceMs()));
    }
  }
}
