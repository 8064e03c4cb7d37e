package io.chappe.acceptance.switching;

import static io.chappe.acceptance.Patience.LIMIT;

import io.chappe.testing.TestCluster;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Lock;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.awaitility.Awaitility;

/** Deletes topics and sees them created again; remembers what was in them. */
final class TopicEvents {
  private final Sides sides;
  private final Ledger ledger;
  private final Lock writing;
  private final Map<TopicPartition, NavigableSet<Long>> written = new HashMap<>();
  private final Map<TopicPartition, Set<Long>> twice = new HashMap<>();

  /**
   * @param ledger is told where the application is to go on
   * @param writing is held by who writes
   */
  TopicEvents(Sides sides, Ledger ledger, Lock writing) {
    this.sides = sides;
    this.ledger = ledger;
    this.writing = writing;
  }

  /** Deletes a topic on the source, where its owner creates it again; the group begins anew. */
  void createSourceAgain(String topic, String event)
      throws ExecutionException, InterruptedException {
    writing.lock();
    try {
      remember(topic);
      TestCluster source = sides.cluster(Side.HOME);
      source.admin().deleteTopics(List.of(topic)).all().get();
      Awaitility.await(topic + " to be gone")
          .atMost(LIMIT)
          .until(() -> id(Side.HOME, topic).equals(Uuid.ZERO_UUID));
      Awaitility.await("the offsets of " + topic + " to be gone")
          .atMost(LIMIT)
          .until(
              () ->
                  sides.committed(Side.HOME).keySet().stream()
                      .noneMatch(each -> each.topic().equals(topic)));
      source.createTopic(topic, Sides.PARTITIONS);
    } finally {
      writing.unlock();
    }
    for (int partition = 0; partition < Sides.PARTITIONS; partition++) {
      TopicPartition each = new TopicPartition(topic, partition);
      NavigableSet<Long> numbers = written.getOrDefault(each, new TreeSet<>());
      ledger.turn(event, each, numbers.isEmpty() ? 0 : numbers.last() + 1);
    }
  }

  /** Deletes a topic on the target, where the replicator creates it again. */
  void createRemoteAgain(String topic) throws ExecutionException, InterruptedException {
    remember(topic);
    Uuid before = id(Side.AWAY, topic);
    sides
        .cluster(Side.AWAY)
        .admin()
        .deleteTopics(List.of(sides.local(Side.AWAY, topic)))
        .all()
        .get();
    Awaitility.await("the copy of " + topic + " to be there again")
        .atMost(LIMIT)
        .until(
            () -> {
              Uuid now = id(Side.AWAY, topic);
              return !now.equals(before) && !now.equals(Uuid.ZERO_UUID);
            });
  }

  private Uuid id(Side side, String topic) throws ExecutionException, InterruptedException {
    String local = sides.local(side, topic);
    try {
      return sides
          .cluster(side)
          .admin()
          .describeTopics(List.of(local))
          .allTopicNames()
          .get()
          .get(local)
          .topicId();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Uuid.ZERO_UUID;
      }
      throw e;
    }
  }

  /** Takes notice of what is in a topic and in its copy now. */
  void remember(String topic) {
    sides
        .log(Side.HOME, topic)
        .forEach(
            (partition, log) -> {
              NavigableSet<Long> numbers =
                  written.computeIfAbsent(partition, each -> new TreeSet<>());
              log.forEach(each -> numbers.add(each.number()));
            });
    sides
        .log(Side.AWAY, topic)
        .forEach(
            (partition, log) -> {
              Set<Long> seen = new HashSet<>();
              log.stream()
                  .map(Logged::number)
                  .filter(each -> !seen.add(each))
                  .forEach(
                      each -> twice.computeIfAbsent(partition, key -> new HashSet<>()).add(each));
            });
  }

  /** The numbers of all records that were ever committed, as far as was noticed. */
  Map<TopicPartition, NavigableSet<Long>> written() {
    return written;
  }

  /** The numbers of records that were in a copy more than once, as far as was noticed. */
  Map<TopicPartition, Set<Long>> twice() {
    return twice;
  }
}
