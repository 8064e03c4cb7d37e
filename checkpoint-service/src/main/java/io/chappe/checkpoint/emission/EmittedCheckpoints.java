package io.chappe.checkpoint.emission;

import io.chappe.clients.KafkaClients;
import io.chappe.clients.TopicFollower;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.records.CheckpointCodec;
import io.chappe.records.CheckpointKey;
import io.chappe.records.RecordDecodingException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.mirror.Checkpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands in the checkpoints topic, whoever wrote it: an instance before us, another one beside
 * us, MM2. So nothing is written twice, after a restart neither, and what another instance wrote
 * late is put right. For one thread.
 *
 * <p>About 150 bytes are held for each partition of each group of our share.
 */
public final class EmittedCheckpoints implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(EmittedCheckpoints.class);

  private final KafkaClients target;
  private final String topic;
  private final Runnable tick;
  private final Map<String, Map<TopicPartition, StoredCheckpoint>> byGroup = new HashMap<>();
  private final DepartedCheckpoints departed = new DepartedCheckpoints();
  private final Agreements agreements = new Agreements(this);
  private final Map<TopicPartition, TopicPartition> sharedPartitions = new HashMap<>();
  private final Map<Incarnation, Incarnation> sharedIncarnations = new HashMap<>();
  private Optional<TopicFollower> follower = Optional.empty();
  private Predicate<String> ours = group -> true;

  public EmittedCheckpoints(KafkaClients target, String topic, Runnable tick) {
    this.target = target;
    this.topic = topic;
    this.tick = tick;
  }

  /**
   * Reads on to the end of the topic. After an exception the next call begins with the first
   * record.
   *
   * @return whether the topic is there
   */
  public boolean catchUp() {
    if (follower.isEmpty()) {
      byGroup.clear();
      departed.clear();
      agreements.clear();
      follower = TopicFollower.open(target, topic, tick);
    }
    try {
      follower.ifPresent(opened -> opened.readToEnd(this::take));
      return follower.isPresent();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Holds from now on what is about these groups. */
  public void keep(Predicate<String> groups, boolean more) {
    ours = groups;
    byGroup.keySet().removeIf(groups.negate());
    departed.keep(groups);
    if (more) {
      close();
    }
  }

  /** Takes notice of a record of the topic. */
  public void take(ConsumerRecord<byte[], byte[]> received) {
    try {
      CheckpointKey key = CheckpointCodec.decodeKey(received);
      if (!ours.test(key.group())) {
        return;
      }
      Optional<Note> note = NoteCodec.of(received.headers());
      if (CheckpointCodec.isGone(received)) {
        forget(key, note);
      } else {
        take(CheckpointCodec.decode(received), note, received.timestamp());
      }
    } catch (RecordDecodingException e) {
      LOGGER.warn("checkpoint skipped: {}", e.getMessage());
    }
  }

  private void take(Checkpoint checkpoint, Optional<Note> note, long timestampMs) {
    StoredCheckpoint before = get(CheckpointKey.of(checkpoint));
    Optional<Incarnation> topics = note.flatMap(Note::topics).map(this::shared);
    boolean known = before != null && before.checkpoint().equals(checkpoint);
    put(
        known
            ? before.seen(timestampMs, topics, agreed(note))
            : new StoredCheckpoint(checkpoint, topics, timestampMs, agreed(note), agreed(note)));
  }

  private static long agreed(Optional<Note> note) {
    return note.map(each -> each.agreed().orElse(StoredCheckpoint.NEVER))
        .orElse(StoredCheckpoint.NEVER);
  }

  private Incarnation shared(Incarnation incarnation) {
    return sharedIncarnations.computeIfAbsent(incarnation, each -> each);
  }

  /** What stands for a group, by remote partition. */
  public Map<TopicPartition, StoredCheckpoint> of(String group) {
    return byGroup.getOrDefault(group, Map.of());
  }

  /** The groups for which something stands. */
  public Set<String> groups() {
    return Set.copyOf(byGroup.keySet());
  }

  /** The remote partitions for which something stands, perhaps a few more. */
  public Collection<TopicPartition> partitions() {
    return sharedPartitions.values();
  }

  /** The number of checkpoints that stand. */
  public int size() {
    return byGroup.values().stream().mapToInt(Map::size).sum();
  }

  /** The groups of which something is noted though nothing stands for them any more. */
  public DepartedCheckpoints departed() {
    return departed;
  }

  /**
   * Whether a checkpoint, or what is to be noted beside it, tells something new.
   *
   * @param topics the topics that it is about
   */
  public boolean isNews(Checkpoint checkpoint, Incarnation topics) {
    StoredCheckpoint standing = get(CheckpointKey.of(checkpoint));
    return standing == null
        || !standing.checkpoint().equals(checkpoint)
        || standing.noted() != standing.agreed()
        || !standing.incarnation().map(topics::equals).orElse(true);
  }

  /** Where both sides were last seen to agree. */
  public Agreements agreements() {
    return agreements;
  }

  /**
   * The checkpoint, or a better one. Where old runs were thinned away, an offset may translate
   * lower than it did, or than a lower one did, before: then what stands is the better translation.
   * Not if it points behind the end of a log that was cut, or is about earlier topics of these
   * names.
   *
   * @param map by which the checkpoint was translated
   * @param logEnd where the copy ends
   */
  public Checkpoint atLeastAsBefore(Checkpoint checkpoint, OffsetMap map, long logEnd) {
    StoredCheckpoint standing = get(CheckpointKey.of(checkpoint));
    if (standing == null || !standing.isAbout(map)) {
      return checkpoint;
    }
    Checkpoint before = standing.checkpoint();
    boolean better =
        before.upstreamOffset() <= checkpoint.upstreamOffset()
            && before.downstreamOffset() > checkpoint.downstreamOffset()
            && before.downstreamOffset() <= logEnd;
    return better
        ? new Checkpoint(
            checkpoint.consumerGroupId(),
            checkpoint.topicPartition(),
            checkpoint.upstreamOffset(),
            before.downstreamOffset(),
            checkpoint.metadata())
        : checkpoint;
  }

  /** Takes notice that a checkpoint stands in the topic. */
  public void remember(StoredCheckpoint standing) {
    put(standing.written());
  }

  /** Takes notice of the topics that a checkpoint, which needn't be written again, is about. */
  public void confirm(Checkpoint checkpoint, Incarnation incarnation) {
    StoredCheckpoint standing = get(CheckpointKey.of(checkpoint));
    if (standing != null && standing.incarnation().isEmpty()) {
      put(standing.about(incarnation));
    }
  }

  /**
   * Takes notice that a checkpoint is gone.
   *
   * @param note what is still to be known of it
   */
  public void forget(CheckpointKey key, Optional<Note> note) {
    Map<TopicPartition, StoredCheckpoint> ofGroup = byGroup.get(key.group());
    if (ofGroup != null) {
      ofGroup.remove(key.partition());
      if (ofGroup.isEmpty()) {
        byGroup.remove(key.group());
      }
    }
    departed.remove(key);
    note.ifPresent(each -> departed.put(key, each.agreed().orElse(StoredCheckpoint.NEVER)));
  }

  /** What stands; null if nothing does. */
  StoredCheckpoint get(CheckpointKey key) {
    return byGroup.getOrDefault(key.group(), Map.of()).get(key.partition());
  }

  void put(StoredCheckpoint standing) {
    Checkpoint checkpoint = standing.checkpoint();
    TopicPartition partition =
        sharedPartitions.computeIfAbsent(checkpoint.topicPartition(), each -> each);
    byGroup
        .computeIfAbsent(checkpoint.consumerGroupId(), group -> new HashMap<>())
        .put(partition, standing);
    departed.remove(new CheckpointKey(checkpoint.consumerGroupId(), partition));
  }

  @Override
  public void close() {
    follower.ifPresent(TopicFollower::close);
    follower = Optional.empty();
  }
}
