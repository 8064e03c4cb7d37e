package io.chappe.replicator.wire.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.Metadata;
import org.apache.kafka.common.internals.ClusterResourceListeners;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.utils.LogContext;

/**
 * Cluster metadata of the topics that the data path works with. Never creates a topic by asking for
 * it.
 *
 * <p>A topic is asked for as long as somebody {@link #use uses} it, and for a minute after somebody
 * {@link #want wanted} to know it: a topic that was deleted isn't asked for for ever.
 */
public final class TopicMetadata extends Metadata {
  private static final long WANTED_MS = 60_000;

  /** A cluster that is at work answers sooner, even if it is far away. */
  private static final long SILENT_MS = 2_000;

  private final LongSupplier clockMs;
  private final Map<String, Integer> uses = new HashMap<>();
  private final Map<String, Long> wantedUntilMs = new HashMap<>();
  private final Set<String> added = new HashSet<>();
  private long answeredMs;
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
  public synchronized void use(String topic) {
    boolean known = isKept(topic, clockMs.getAsLong());
    uses.merge(topic, 1, Integer::sum);
    if (!known) {
      ask(topic);
    }
  }

  /** Ends one {@link #use}. */
  public synchronized void release(String topic) {
    uses.computeIfPresent(topic, (name, count) -> count == 1 ? null : count - 1);
  }

  /** Keeps a topic known for a while: whoever asks for it will use it, or ask again. */
  public synchronized void want(String topic) {
    long now = clockMs.getAsLong();
    boolean known = isKept(topic, now);
    wantedUntilMs.put(topic, now + WANTED_MS);
    if (!known) {
      ask(topic);
    }
  }

  /**
   * Asks about one topic now, and about no other: thousands that come one after the other would
   * have the cluster tell of all of them each time.
   */
  synchronized void ask(String topic) {
    added.add(topic);
    requestUpdateForNewTopics();
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
    return answeredMs < sinceMs
        && (lastFailureMs > answeredMs || clockMs.getAsLong() - answeredMs > SILENT_MS);
  }

  /** When the cluster last answered, about all topics or some; 0 if it hasn't. */
  synchronized long answeredMs() {
    return answeredMs;
  }

  @Override
  public synchronized void update(
      int requestVersion, MetadataResponse response, boolean isPartialUpdate, long nowMs) {
    super.update(requestVersion, response, isPartialUpdate, nowMs);
    answeredMs = nowMs;
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
    added.clear();
    return MetadataRequest.Builder.forTopicNames(new ArrayList<>(topics), false);
  }

  /** Null has all asked for: so it is after an answer that didn't come. */
  @Override
  protected synchronized MetadataRequest.Builder newMetadataRequestBuilderForNewTopics() {
    if (added.isEmpty()) {
      return null;
    }
    List<String> topics = List.copyOf(added);
    added.clear();
    return MetadataRequest.Builder.forTopicNames(topics, false);
  }

  @Override
  protected synchronized boolean retainTopic(String topic, boolean isInternal, long nowMs) {
    return isKept(topic, nowMs);
  }
}
