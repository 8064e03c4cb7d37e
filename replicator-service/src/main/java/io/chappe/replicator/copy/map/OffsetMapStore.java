package io.chappe.replicator.copy.map;

import io.chappe.failure.Failure;
import io.chappe.offsetmap.ArchivedMap;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMapCodec;
import io.chappe.offsetmap.OffsetMapTopic;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.replicator.copy.port.PartitionLogs;
import io.chappe.replicator.copy.port.ProducerIdentity;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.copy.port.Sequences;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * The offset-map topic of a flow, as the owners of partitions read and write it.
 *
 * <p>An owner writes with the identity that it appends data with, and a takeover fences the map's
 * partition together with the data's. So what is read after a fence is complete, and nobody can add
 * to it behind the reader's back.
 *
 * <p>Nothing is kept in memory between loads: takeovers are rare, and those that come together
 * share one reading.
 */
public final class OffsetMapStore {

  /** Records in one batch: keeps it well below the message size that brokers take by default. */
  private static final int BATCH_RECORDS = 2_000;

  private final String topic;
  private final PartitionLogs logs;
  private final Map<Integer, PartitionLoads> loads = new HashMap<>();

  /**
   * @param topic name of the offset-map topic
   * @param logs of the target
   */
  public OffsetMapStore(String topic, PartitionLogs logs) {
    this.topic = topic;
    this.logs = logs;
  }

  /** The partition that the runs of {@code source} go to; empty while the topic isn't known. */
  public Optional<TopicPartition> partitionOf(SourcePartition source) {
    int partitions = logs.partitionCount(topic);
    return partitions == 0
        ? Optional.empty()
        : Optional.of(new TopicPartition(topic, OffsetMapTopic.partitionFor(source, partitions)));
  }

  /**
   * Reads what is there of {@code source} as of now.
   *
   * @param partition where its runs are, see {@link #partitionOf}
   */
  public void load(TopicPartition partition, SourcePartition source, Reply<StoredMap> reply) {
    loads
        .computeIfAbsent(partition.partition(), number -> new PartitionLoads(partition, logs))
        .load(source, reply);
  }

  /**
   * Which other source topic's partition was copied to a target partition: a rename that was edited
   * would mix the two. Reads the whole topic. What the other's next owner has replaced since counts
   * too, as long as it isn't compacted away: both may begin with the new names at the same time.
   *
   * @param source the partition that is to be copied there
   */
  public void otherSourceOf(
      Uuid targetTopicId, SourcePartition source, Reply<Optional<SourcePartition>> reply) {
    Set<SourcePartition> found = new LinkedHashSet<>();
    readFrom(
        0,
        (key, incarnation) -> {
          SourcePartition other = ArchivedMap.sourceOf(key);
          if (Incarnation.isKnown(targetTopicId)
              && incarnation.targetTopicId().equals(targetTopicId)
              && other.partition() == source.partition()
              && !other.equals(source)) {
            found.add(other);
          }
        },
        new Reply<>() {
          @Override
          public void done(Void nothing) {
            reply.done(found.stream().findFirst());
          }

          @Override
          public void failed(Failure failure) {
            reply.failed(failure);
          }
        });
  }

  private void readFrom(
      int number, BiConsumer<SourcePartition, Incarnation> seen, Reply<Void> reply) {
    if (number >= logs.partitionCount(topic)) {
      reply.done(null);
      return;
    }
    TopicPartition partition = new TopicPartition(topic, number);
    logs.resolve(
        partition,
        next(
            reply,
            id ->
                logs.readRecords(
                    partition,
                    (offset, key, value, writer) -> {
                      if (value != null && OffsetMapCodec.isReadable(key, value)) {
                        seen.accept(
                            OffsetMapCodec.decodeKey(key).source(),
                            OffsetMapCodec.decodeValue(value).incarnation());
                      }
                    },
                    next(reply, end -> readFrom(number + 1, seen, reply)))));
  }

  private static <T> Reply<T> next(Reply<Void> reply, Consumer<T> next) {
    return new Reply<>() {
      @Override
      public void done(T value) {
        next.accept(value);
      }

      @Override
      public void failed(Failure failure) {
        reply.failed(failure);
      }
    };
  }

  /**
   * Writes runs and removes others, in this order, durably; several parts in theirs.
   *
   * @param partition where the runs go: what was fenced, whatever is known of the topic now
   * @param sequence sequence number of the first record that this producer writes next into the
   *     map's partition; it goes up by the size of all parts
   * @param reply hears once, when all of it is written or something failed
   */
  public void write(
      TopicPartition partition,
      ProducerIdentity producer,
      int sequence,
      List<MapPart> parts,
      Reply<Long> reply) {
    List<List<PartitionLogs.KeyValue>> batches = new ArrayList<>();
    for (MapPart part : parts) {
      List<PartitionLogs.KeyValue> records = part.records();
      for (int from = 0; from < records.size(); from += BATCH_RECORDS) {
        batches.add(records.subList(from, Math.min(records.size(), from + BATCH_RECORDS)));
      }
    }
    CountedReply counted = new CountedReply(batches.size(), reply);
    int written = 0;
    for (List<PartitionLogs.KeyValue> batch : batches) {
      logs.appendRecords(partition, producer, Sequences.plus(sequence, written), batch, counted);
      written += batch.size();
    }
  }

  /** Passes the last of several successes on, or the first failure. */
  private static final class CountedReply implements Reply<Long> {
    private final Reply<Long> reply;
    private int left;

    private CountedReply(int left, Reply<Long> reply) {
      this.left = left;
      this.reply = reply;
    }

    @Override
    public void done(Long offset) {
      left--;
      if (left == 0) {
        reply.done(offset);
      }
    }

    @Override
    public void failed(Failure failure) {
      if (left > 0) {
        left = -1;
        reply.failed(failure);
      }
    }
  }
}
