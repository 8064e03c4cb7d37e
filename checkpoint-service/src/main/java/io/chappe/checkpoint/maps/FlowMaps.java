package io.chappe.checkpoint.maps;

import io.chappe.clients.KafkaClients;
import io.chappe.clients.TopicFollower;
import io.chappe.config.FlowConfig;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.OffsetMapReplay;
import io.chappe.offsetmap.SourcePartition;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The offset maps of a flow, held once for all who translate by them, and kept up with their topic
 * on the target. Memory is bounded by {@code offset-map.max.runs} for each partition.
 *
 * <p>Nothing here reads by itself: whoever needs maps catches up first, and then has all that was
 * in the topic when the call began. After an exception the next call begins with the topic's first
 * record. Thread-safe.
 */
public final class FlowMaps implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(FlowMaps.class);

  private final KafkaClients target;
  private final String topic;
  private final ReentrantLock lock = new ReentrantLock();
  private Optional<TopicFollower> follower = Optional.empty();
  private OffsetMapReplay replay = new OffsetMapReplay();
  private Runnable tick = () -> {};
  private boolean closed;
  private volatile boolean loaded;

  /**
   * @param target where the topic is
   * @param topic the offset-map topic; it need not be there yet
   */
  public FlowMaps(KafkaClients target, String topic) {
    this.target = target;
    this.topic = topic;
  }

  /** The maps of a flow, with clients of their own. */
  public static FlowMaps of(FlowConfig flow) {
    return new FlowMaps(
        new KafkaClients(flow.target(), "chappe-offset-map-" + flow.id()),
        flow.naming().offsetMapTopic());
  }

  /**
   * Whether catching up is a matter of the newest records only. The first time it takes as long as
   * the topic is large.
   */
  public boolean isLoaded() {
    return loaded;
  }

  /**
   * All maps, as new as the topic is now; none while the topic isn't there.
   *
   * @param tick called after each wait for the cluster, to show that the thread is alive
   */
  public Map<SourcePartition, OffsetMap> catchUp(Runnable tick) {
    lock.lock();
    try {
      return read(tick);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The same, unless others keep the maps busy for longer than a time.
   *
   * @return empty if they do
   */
  public Optional<Map<SourcePartition, OffsetMap>> catchUpWithin(Duration limit)
      throws InterruptedException {
    if (!lock.tryLock(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      return Optional.empty();
    }
    try {
      return Optional.of(read(() -> {}));
    } finally {
      lock.unlock();
    }
  }

  private Map<SourcePartition, OffsetMap> read(Runnable ticking) {
    if (closed) {
      throw new IllegalStateException("the maps are closed");
    }
    tick = ticking;
    try {
      if (follower.isEmpty()) {
        replay = new OffsetMapReplay();
        follower = TopicFollower.open(target, topic, () -> tick.run());
      }
      follower.ifPresent(opened -> opened.readToEnd(this::apply));
      loaded = true;
      return replay.maps();
    } catch (RuntimeException e) {
      loaded = false;
      closeFollower();
      throw e;
    }
  }

  private void apply(ConsumerRecord<byte[], byte[]> record) {
    replay
        .applyIfReadable(record.key(), record.value())
        .ifPresent(
            problem ->
                LOGGER.warn(
                    "unreadable record in the offset map: topic={} partition={} offset={} reason={}",
                    topic,
                    record.partition(),
                    record.offset(),
                    problem));
  }

  private void closeFollower() {
    // Closing may throw, in a thread that is interrupted; others then begin with a new one.
    Optional<TopicFollower> closing = follower;
    follower = Optional.empty();
    closing.ifPresent(TopicFollower::close);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      loaded = false;
      closeFollower();
      replay = new OffsetMapReplay();
    } finally {
      lock.unlock();
    }
  }
}
