package io.chappe.heartbeat.view;

import io.chappe.clients.KafkaClients;
import io.chappe.clients.TopicWatch;
import io.chappe.config.FlowConfig;
import io.chappe.heartbeat.view.GroupView.Groups;
import io.chappe.heartbeat.view.GroupView.TranslatedPosition;
import io.chappe.records.CheckpointCodec;
import io.chappe.records.CheckpointKey;
import io.chappe.records.RecordDecodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.mirror.Checkpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The positions of one flow's consumer groups, read from its checkpoints on the target. Owns the
 * thread {@code chappe-groups-<flow>}.
 */
final class FlowGroups implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(FlowGroups.class);
  private static final Comparator<TopicPartition> ORDER =
      Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);
  private static final int MOST = 500;

  private final FlowConfig flow;
  private final Map<String, Map<TopicPartition, TranslatedPosition>> byGroup = new TreeMap<>();
  private final CountDownLatch read = new CountDownLatch(1);
  private final TopicWatch watch;

  FlowGroups(FlowConfig flow) {
    this.flow = flow;
    this.watch =
        new TopicWatch(
            new KafkaClients(flow.target(), "chappe-groups-" + flow.id()),
            flow.naming().checkpointsTopic(),
            "chappe-groups-" + flow.id(),
            new Taker());
    watch.start();
  }

  /** Whether it reads what that configuration says. */
  boolean isOf(FlowConfig other) {
    return flow.target().equals(other.target()) && flow.naming().equals(other.naming());
  }

  /** Waits until everything is read, but not for long. */
  void await(Duration limit) throws InterruptedException {
    read.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** All groups whose name has that text in it, without their positions. */
  Groups groups(Optional<String> text) {
    synchronized (byGroup) {
      List<GroupView> found =
          byGroup.entrySet().stream()
              .filter(each -> text.map(each.getKey()::contains).orElse(true))
              .map(each -> group(each.getKey(), each.getValue().values(), List.of()))
              .toList();
      return answer(found.size(), found.stream().limit(MOST).toList());
    }
  }

  /** One group with its positions. */
  Groups group(String name) {
    synchronized (byGroup) {
      Map<TopicPartition, TranslatedPosition> positions = byGroup.get(name);
      return positions == null
          ? answer(0, List.of())
          : answer(1, List.of(group(name, positions.values(), List.copyOf(positions.values()))));
    }
  }

  private Groups answer(int total, List<GroupView> groups) {
    boolean complete = read.getCount() == 0;
    return new Groups(flow.id().toString(), complete, watch.problem().orElse(null), total, groups);
  }

  private static GroupView group(
      String name, Collection<TranslatedPosition> all, List<TranslatedPosition> shown) {
    Instant newest =
        all.stream()
            .map(TranslatedPosition::written)
            .max(Comparator.naturalOrder())
            .orElse(Instant.EPOCH);
    return new GroupView(name, all.size(), newest, shown);
  }

  @Override
  public void close() {
    watch.close();
  }

  private final class Taker implements TopicWatch.Listener {
    @Override
    public void begin() {
      synchronized (byGroup) {
        byGroup.clear();
      }
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> received, boolean fresh) {
      try {
        synchronized (byGroup) {
          if (CheckpointCodec.isGone(received)) {
            remove(CheckpointCodec.decodeKey(received));
          } else {
            put(CheckpointCodec.decode(received), Instant.ofEpochMilli(received.timestamp()));
          }
        }
      } catch (RecordDecodingException e) {
        LOGGER.debug("checkpoint skipped: {}", e.getMessage());
      }
    }

    private void put(Checkpoint checkpoint, Instant written) {
      TopicPartition place = checkpoint.topicPartition();
      byGroup
          .computeIfAbsent(checkpoint.consumerGroupId(), group -> new TreeMap<>(ORDER))
          .put(
              place,
              new TranslatedPosition(
                  place.topic(),
                  place.partition(),
                  checkpoint.upstreamOffset(),
                  checkpoint.downstreamOffset(),
                  written));
    }

    private void remove(CheckpointKey key) {
      Map<TopicPartition, TranslatedPosition> positions = byGroup.get(key.group());
      if (positions != null) {
        positions.remove(key.partition());
        if (positions.isEmpty()) {
          byGroup.remove(key.group());
        }
      }
    }

    @Override
    public void caughtUp() {
      read.countDown();
    }
  }
}
