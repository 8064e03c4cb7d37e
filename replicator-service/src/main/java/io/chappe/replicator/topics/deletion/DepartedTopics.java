package io.chappe.replicator.topics.deletion;

import io.chappe.replicator.topics.catalog.Catalog;
import io.chappe.replicator.topics.catalog.CopiedTopic;
import io.chappe.replicator.topics.catalog.SourceTopic;
import io.chappe.replicator.topics.cluster.Answers;
import io.chappe.replicator.topics.cluster.ClusterCalls;
import io.chappe.replicator.topics.cluster.ClusterUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicIdException;

/**
 * Finds out which topics are gone on both sides: a source topic that this process has seen
 * replicated, and the very topic that held its copy. Used by one thread.
 */
public final class DepartedTopics {
  /** A broker that lags behind catches up, and who copied the topic has let go of it. */
  static final Duration GRACE = Duration.ofSeconds(10);

  private static final Duration PAUSE = Duration.ofMinutes(1);

  /** Copies of deleted topics may be kept for ever, and then are looked at for ever. */
  private static final int MOST = 1_000;

  private final ClusterCalls source;
  private final ClusterCalls target;
  private final LongSupplier nanoTime;
  private final Map<Uuid, Departed> departed = new HashMap<>();

  private record Departed(CopiedTopic topic, long dueNanos) {}

  public DepartedTopics(ClusterCalls source, ClusterCalls target, LongSupplier nanoTime) {
    this.source = source;
    this.target = target;
    this.nanoTime = nanoTime;
  }

  /** Notes which topics aren't replicated any more, or are others. */
  public void notice(Catalog before, Map<String, SourceTopic> now) {
    before
        .remotes()
        .forEach(
            (name, remote) -> {
              SourceTopic topic = before.topics().get(name);
              SourceTopic found = now.get(name);
              boolean left = found == null || !found.id().equals(topic.id());
              if (left && departed.size() < MOST) {
                departed.putIfAbsent(
                    topic.id(), new Departed(new CopiedTopic(topic, remote), dueIn(GRACE)));
              }
            });
    now.values().forEach(topic -> departed.remove(topic.id()));
  }

  private long dueIn(Duration pause) {
    return nanoTime.getAsLong() + pause.toNanos();
  }

  /** Those that are gone on both sides; each is told once. */
  public List<CopiedTopic> gone() throws ClusterUnavailableException, InterruptedException {
    List<Departed> due =
        departed.values().stream()
            .filter(each -> nanoTime.getAsLong() - each.dueNanos >= 0)
            .toList();
    if (due.isEmpty()) {
      return List.of();
    }
    Map<Uuid, Exception> sources =
        errors(source, due.stream().map(each -> each.topic.source().id()).toList());
    Map<Uuid, Exception> targets =
        errors(target, due.stream().map(each -> each.topic.remote().id()).toList());
    List<CopiedTopic> gone = new ArrayList<>();
    for (Departed each : due) {
      CopiedTopic topic = each.topic;
      if (sources.get(topic.source().id()) instanceof UnknownTopicIdException
          && targets.get(topic.remote().id()) instanceof UnknownTopicIdException) {
        departed.remove(topic.source().id());
        gone.add(topic);
      } else {
        departed.put(topic.source().id(), new Departed(topic, dueIn(PAUSE)));
      }
    }
    return gone;
  }

  private static Map<Uuid, Exception> errors(ClusterCalls cluster, List<Uuid> ids)
      throws ClusterUnavailableException, InterruptedException {
    Answers<Uuid, TopicDescription> answers =
        cluster.await(
            cluster
                .admin()
                .describeTopics(
                    TopicCollection.ofTopicIds(
                        ids.stream().distinct().collect(Collectors.toList())))
                .topicIdValues());
    return answers.errors();
  }
}
