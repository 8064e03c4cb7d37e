package io.chappe.replicator.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.Metadata;
import org.apache.kafka.common.internals.ClusterResourceListeners;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.utils.LogContext;

/**
 * Cluster metadata of the topics that the data path works with. Never creates a topic by asking for
 * it.
 *
 * <p>A topic is asked for as long as somebody {@link #use uses} it, and for a minute after somebody
 * {@link #want wanted} to know it: a topic that was deleted isn't asked for for ever.
 */
final class TopicMetadata extends Metadata {
  private static final long WANTED_MS = 60_000;

  /** A cluster that is at work answers sooner, even if it is far away. */
  private static final long SILENT_MS = 2_000;

  private final LongSupplier clockMs;
  private final Map<String, Integer> uses = new HashMap<>();
  private final Map<String, Long> wantedUntilMs = new HashMap<>();
  private long lastFailureMs = -1;

  /**
   * @param clockMs the clock that updates are dated by, milliseconds
   */
  TopicMetadata(
      long backoffMs,
      long backoffMaxMs,
      long maxAgeMs,
      LongSupplier clockMs,
      LogContext logContext) {
    super(backoffMs, backoffMaxMs, maxAgeMs, logContext, new ClusterResourceListeners());
    this.clockMs = clockMs;
  }

  /** Keeps a topic known until it is {@link #release released} as often as it was used. */
  synchronized void use(String topic) {
    boolean known = isKept(topic, clockMs.getAsLong());
    uses.merge(topic, 1, Integer::sum);
    if (!known) {
      requestUpdateForNewTopics();
    }
  }

  /** Ends one {@link #use}. */
  synchronized void release(String topic) {
    uses.computeIfPresent(topic, (name, count) -> count == 1 ? null : count - 1);
  }

  /** Keeps a topic known for a while: whoever asks for it will use it, or ask again. */
  synchronized void want(String topic) {
    long now = clockMs.getAsLong();
    boolean known = isKept(topic, now);
    wantedUntilMs.put(topic, now + WANTED_MS);
    if (!known) {
      requestUpdateForNewTopics();
    }
  }

  /** Ends {@link #want} at once: the topic isn't there. */
  synchronized void giveUp(String topic) {
    wantedUntilMs.remove(topic);
  }

  private boolean isKept(String topic, long nowMs) {
    return uses.containsKey(topic) || wantedUntilMs.getOrDefault(topic, Long.MIN_VALUE) > nowMs;
  }

  /**
   * Whether the cluster, which has been asked for metadata again and again since {@code sinceMs},
   * hasn't answered.
   */
  synchronized boolean isUnansweredSince(long sinceMs) {
    long answered = lastSuccessfulUpdate();
    return answered < sinceMs
        && (lastFailureMs > answered || clockMs.getAsLong() - answered > SILENT_MS);
  }

  @Override
  public synchronized void failedUpdate(long now) {
    lastFailureMs = now;
    super.failedUpdate(now);
  }

  @Override
  protected synchronized MetadataRequest.Builder newMetadataRequestBuilder() {
    long now = clockMs.getAsLong();
    wantedUntilMs.values().removeIf(until -> until <= now);
    Set<String> topics = new HashSet<>(uses.keySet());
    topics.addAll(wantedUntilMs.keySet());
    return MetadataRequest.Builder.forTopicNames(new ArrayList<>(topics), false);
  }

  @Override
  protected synchronized boolean retainTopic(String topic, boolean isInternal, long nowMs) {
    return isKept(topic, nowMs);
  }
}
