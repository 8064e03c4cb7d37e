package io.chappe.checkpoint.translation;

import io.chappe.clients.KafkaClients;
import io.chappe.clients.TopicFollower;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.OffsetMapReplay;
import io.chappe.offsetmap.SourcePartition;
import java.util.Map;
import java.util.Optional;

/**
 * The flow's offset maps, kept up with their topic on the target. For one thread. After an
 * exception the next call begins with the topic's first record.
 */
public final class OffsetMaps implements AutoCloseable {
  private final KafkaClients target;
  private final String topic;
  private final Runnable tick;
  private Optional<TopicFollower> follower = Optional.empty();
  private OffsetMapReplay replay = new OffsetMapReplay();

  public OffsetMaps(KafkaClients target, String topic, Runnable tick) {
    this.target = target;
    this.topic = topic;
    this.tick = tick;
  }

  /** All maps, as new as the topic is now; none while the topic isn't there. */
  public Map<SourcePartition, OffsetMap> catchUp() {
    if (follower.isEmpty()) {
      replay = new OffsetMapReplay();
      follower = TopicFollower.open(target, topic, tick);
    }
    try {
      follower.ifPresent(
          opened -> opened.readToEnd(each -> replay.apply(each.key(), each.value())));
      return replay.maps();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public void close() {
    follower.ifPresent(TopicFollower::close);
    follower = Optional.empty();
  }
}
