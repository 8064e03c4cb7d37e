package io.chappe.replicator.wire.fetch;

import io.chappe.replicator.wire.batch.ReceivePool;
import io.chappe.replicator.wire.cluster.InMemoryBrokers;
import io.chappe.replicator.wire.cluster.TickableTime;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.SimpleRecord;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.FetchMetadata;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;

/**
 * Brokers that answer fetches of one topic out of any number of equal batches, by the rules of real
 * ones: up to the bytes that are asked for, but at least one batch.
 */
public final class InMemorySource implements InMemoryBrokers.Broker {
  private static final int LINK_MS = 2;

  private final String topic;
  private final ReceivePool pool;
  private final TickableTime time;
  private final Map<Integer, Long> ends = new HashMap<>();
  private final byte[] large;
  private final byte[] small;

  /** Partitions below this number have large batches, others small ones. */
  private final IntPredicate isLarge;

  public InMemorySource(
      String topic, ReceivePool pool, TickableTime time, IntPredicate isLarge, int largeBytes) {
    this.topic = topic;
    this.pool = pool;
    this.time = time;
    this.isLarge = isLarge;
    this.large = batch(largeBytes);
    this.small = batch(100);
  }

  private static byte[] batch(int bytes) {
    ByteBuffer buffer =
        MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(new byte[bytes])).buffer();
    byte[] batch = new byte[buffer.remaining()];
    buffer.get(batch);
    return batch;
  }

  /** Adds a batch of one record to a partition. */
  public void produce(int partition, long batches) {
    ends.merge(partition, batches, Long::sum);
  }

  long end(int partition) {
    return ends.getOrDefault(partition, 0L);
  }

  @Override
  public Optional<AbstractResponse> answer(int broker, AbstractRequest body, long sinceMs) {
    FetchRequest request = (FetchRequest) body;
    if (time.milliseconds() < sinceMs + LINK_MS) {
      return Optional.empty();
    }
    Map<Integer, Integer> batches = new LinkedHashMap<>();
    int total = 0;
    for (FetchRequestData.FetchTopic asked : request.data().topics()) {
      for (FetchRequestData.FetchPartition partition : asked.partitions()) {
        int size = template(partition.partition()).length;
        int room = Math.min(partition.partitionMaxBytes(), request.maxBytes() - total);
        long available = end(partition.partition()) - partition.fetchOffset();
        long count = Math.min(available, Math.max(room / size, total == 0 ? 1 : 0));
        batches.put(partition.partition(), (int) Math.max(0, count));
        total += (int) Math.max(0, count) * size;
      }
    }
    boolean mustWait = total == 0 && time.milliseconds() < sinceMs + request.maxWait();
    return mustWait ? Optional.empty() : Optional.of(response(request, batches, total));
  }

  private byte[] template(int partition) {
    return isLarge.test(partition) ? large : small;
  }

  private FetchResponse response(FetchRequest request, Map<Integer, Integer> batches, int total) {
    ByteBuffer buffer = pool.tryAllocate(Math.max(1, total));
    LinkedHashMap<TopicIdPartition, FetchResponseData.PartitionData> answers =
        new LinkedHashMap<>();
    for (FetchRequestData.FetchTopic asked : request.data().topics()) {
      for (FetchRequestData.FetchPartition partition : asked.partitions()) {
        int number = partition.partition();
        int from = buffer.position();
        for (int each = 0; each < batches.get(number); each++) {
          int start = buffer.position();
          buffer.put(template(number));
          buffer.putLong(start, partition.fetchOffset() + each);
        }
        ByteBuffer records = buffer.duplicate().position(from).limit(buffer.position());
        answers.put(
            new TopicIdPartition(InMemoryBrokers.topicId(topic), new TopicPartition(topic, number)),
            new FetchResponseData.PartitionData()
                .setPartitionIndex(number)
                .setHighWatermark(end(number))
                .setLastStableOffset(end(number))
                .setLogStartOffset(0)
                .setRecords(MemoryRecords.readableRecords(records)));
      }
    }
    buffer.position(buffer.limit());
    return FetchResponse.of(Errors.NONE, 0, FetchMetadata.INVALID_SESSION_ID, answers, List.of());
  }
}
