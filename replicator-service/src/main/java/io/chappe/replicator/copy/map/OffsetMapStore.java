package io.chappe.replicator.copy.map;

import io.chappe.offsetmap.ArchivedMap;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.OffsetMapCodec;
import io.chappe.offsetmap.OffsetMapTopic;
import io.chappe.offsetmap.Run;
import io.chappe.offsetmap.RunKey;
import io.chappe.offsetmap.RunValue;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.replicator.copy.port.Failure;
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
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
  /** Reason of a stop because the topic doesn't say any more what was copied. */
  public static final String LOST = "OFFSET_MAP_LOST";

  /** Reason of a stop because the topic holds records of the partition that can't be read. */
  private static final String UNREADABLE = "OFFSET_MAP_UNREADABLE";

  private static final Logger LOGGER = LoggerFactory.getLogger(OffsetMapStore.class);

  /** Records in one batch: keeps it well below the message size that brokers take by default. */
  private static final int BATCH_RECORDS = 2_000;

  /**
   * What the topic holds of a source partition.
   *
   * @param map its map, or empty if there is none
   * @param obsolete keys still in the topic that no longer hold: to be removed with the first write
   * @param writer identity of the owner that wrote last, or empty if nobody did. Each owner writes
   *     before it appends, so nobody else's data can have come since
   * @param fenced tells who has fenced the topic's partition since that owner wrote; empty if
   *     compaction or retention may have removed markers of that time
   * @param archived maps of copies that {@code topics.rename} has led away from, the newest last
   */
  public record Loaded(
      Optional<OffsetMap> map,
      List<Long> obsolete,
      Optional<ProducerIdentity> writer,
      Optional<Predicate<ProducerIdentity>> fenced,
      List<Archived> archived) {}

  /**
   * A map that isn't in use.
   *
   * @param name what stands in its keys, and who wrote it last
   * @param map the map
   * @param keys all of its keys in the topic
   */
  public record Archived(ArchivedMap name, OffsetMap map, List<Long> keys) {
    ProducerIdentity writer() {
      return new ProducerIdentity(name.producerId(), name.producerEpoch());
    }
  }

  /**
   * Records that are written as a whole or not at all, if they are no more than a batch's.
   *
   * @param source what stands in their keys
   * @param incarnation the topics that the runs are about
   * @param runs to be written
   * @param removed keys of runs to be removed
   */
  public record Part(
      SourcePartition source, Incarnation incarnation, List<Run> runs, List<Long> removed) {
    private List<PartitionLogs.KeyValue> records() {
      List<PartitionLogs.KeyValue> records = new ArrayList<>(size());
      for (Run run : runs) {
        records.add(
            new PartitionLogs.KeyValue(
                OffsetMapCodec.encode(new RunKey(source, run.upstream())),
                OffsetMapCodec.encode(new RunValue(incarnation, run))));
      }
      for (long upstream : removed) {
        records.add(
            new PartitionLogs.KeyValue(OffsetMapCodec.encode(new RunKey(source, upstream)), null));
      }
      return records;
    }

    public int size() {
      return runs.size() + removed.size();
    }
  }

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
  public void load(TopicPartition partition, SourcePartition source, Reply<Loaded> reply) {
    PartitionLoads loading =
        loads.computeIfAbsent(partition.partition(), number -> new PartitionLoads(partition));
    loading.waiting.computeIfAbsent(source, key -> new ArrayList<>()).add(reply);
    if (!loading.running) {
      loading.run();
    }
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
   * The loads from one partition of the topic. A load that comes while one runs waits for the next.
   */
  private final class PartitionLoads {
    private final TopicPartition partition;
    private Map<SourcePartition, List<Reply<Loaded>>> waiting = new HashMap<>();
    private boolean running;
    private long reportedUpTo = -1;

    private PartitionLoads(TopicPartition partition) {
      this.partition = partition;
    }

    private void run() {
      running = true;
      Map<SourcePartition, List<Reply<Loaded>>> served = waiting;
      waiting = new HashMap<>();
      Load load = new Load(served::containsKey, this::report);
      logs.readRecords(
          partition,
          load,
          new Reply<>() {
            @Override
            public void done(Long end) {
              finish();
              served.forEach(
                  (source, replies) -> replies.forEach(reply -> answer(source, load, reply)));
            }

            @Override
            public void failed(Failure failure) {
              finish();
              served.values().forEach(each -> each.forEach(reply -> reply.failed(failure)));
            }
          });
    }

    private void answer(SourcePartition source, Load load, Reply<Loaded> reply) {
      if (load.isUnreadable(source)) {
        reply.failed(
            new Failure.StopPartition(
                UNREADABLE,
                "%s holds records of %s-%d that can't be read, so what was copied isn't known: if a newer version wrote them, run that version; if a stray producer did, write a tombstone for their keys"
                    .formatted(partition, source.topic(), source.partition())));
        return;
      }
      reply.done(load.of(source));
    }

    /** Each once: loads come again and again. */
    private void report(long offset, String problem) {
      if (offset > reportedUpTo) {
        reportedUpTo = offset;
        LOGGER.warn(
            "unreadable record in the offset map: topic={} partition={} offset={} reason={}",
            partition.topic(),
            partition.partition(),
            offset,
            problem);
      }
    }

    private void finish() {
      running = false;
      if (!waiting.isEmpty()) {
        run();
      }
    }
  }

  /**
   * Writes runs and removes others, in this order, durably.
   *
   * @param partition where the runs of {@code source} go: what was fenced, whatever is known of the
   *     topic now
   * @param sequence sequence number of the first record that this producer writes next into the
   *     map's partition
   * @param reply hears once, when all of it is written or something failed
   * @return the number of records, by which the sequence number goes up
   */
  public int write(
      TopicPartition partition,
      SourcePartition source,
      ProducerIdentity producer,
      int sequence,
      Incarnation incarnation,
      List<Run> runs,
      List<Long> removed,
      Reply<Long> reply) {
    return write(
        partition,
        producer,
        sequence,
        List.of(new Part(source, incarnation, runs, removed)),
        reply);
  }

  /** The same for several parts, in order. */
  public int write(
      TopicPartition partition,
      ProducerIdentity producer,
      int sequence,
      List<Part> parts,
      Reply<Long> reply) {
    List<List<PartitionLogs.KeyValue>> batches = new ArrayList<>();
    for (Part part : parts) {
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
    return written;
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
