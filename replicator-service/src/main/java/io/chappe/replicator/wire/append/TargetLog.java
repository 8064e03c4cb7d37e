package io.chappe.replicator.wire.append;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.replicator.batch.RecordBatchHeader;
import io.chappe.replicator.copy.port.BatchAppender;
import io.chappe.replicator.copy.port.BatchFetcher;
import io.chappe.replicator.copy.port.ProducerIdentity;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.copy.port.TargetTail;
import io.chappe.replicator.copy.port.Timers;
import io.chappe.replicator.wire.batch.BatchSplitter;
import io.chappe.replicator.wire.cluster.ClusterClient;
import io.chappe.replicator.wire.cluster.Guard;
import io.chappe.replicator.wire.cluster.OffsetLookup;
import io.chappe.replicator.wire.cluster.WireErrors;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.Metadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.FetchMetadata;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;
import org.apache.kafka.common.utils.Utils;

/**
 * Reads logs of the target back: the end of a data partition, the runs of an offset-map partition.
 */
final class TargetLog {
  private static final int READ_BYTES = 1024 * 1024;
  private static final int TAIL_BYTES = 16 * 1024;
  private static final long EMPTY_RETRY_MS = 5;
  private static final int EMPTY_TRIES = 1_000;

  private final ClusterClient client;
  private final Timers timers;

  TargetLog(ClusterClient client, Timers timers) {
    this.client = client;
    this.timers = timers;
  }

  /** Takes the batches of a log, each whole and in magic v2, for the time of the call. */
  private interface BatchReader {
    void batch(ByteBuffer buffer, int start);
  }

  /** See {@link BatchAppender#readRecords}. */
  void readRecords(TopicPartition partition, BatchAppender.RecordReader reader, Reply<Long> reply) {
    OffsetLookup.offsetAt(
        client,
        partition,
        BatchFetcher.LATEST,
        new Then<Long>(reply) {
          @Override
          public void done(Long end) {
            new Scan(
                    partition,
                    end,
                    READ_BYTES,
                    (buffer, start) -> records(buffer, start, reader),
                    reply)
                .from(0);
          }
        });
  }

  private static void records(ByteBuffer buffer, int start, BatchAppender.RecordReader reader) {
    ProducerIdentity writer = writer(buffer, start);
    boolean marker = RecordBatchHeader.isControl(buffer, start);
    reader.batch(
        RecordBatchHeader.baseOffset(buffer, start),
        RecordBatchHeader.lastOffset(buffer, start) + 1,
        marker,
        writer);
    if (marker) {
      return;
    }
    MemoryRecords batch =
        MemoryRecords.readableRecords(buffer.slice(start, RecordBatchHeader.size(buffer, start)));
    for (Record entry : batch.records()) {
      reader.record(
          entry.offset(),
          Utils.toNullableArray(entry.key()),
          Utils.toNullableArray(entry.value()),
          writer);
    }
  }

  private static ProducerIdentity writer(ByteBuffer buffer, int start) {
    return new ProducerIdentity(
        RecordBatchHeader.producerId(buffer, start),
        RecordBatchHeader.producerEpoch(buffer, start));
  }

  /** See {@link BatchAppender#tail}. */
  void tail(
      TopicPartition partition, long trustedEnd, Set<Long> producerIds, Reply<TargetTail> reply) {
    OffsetLookup.offsetAt(
        client,
        partition,
        BatchFetcher.LATEST,
        new Then<TargetTail>(reply) {
          @Override
          public void done(Long end) {
            new TailSearch(partition, end, trustedEnd, producerIds, reply).lookBack(2);
          }
        });
  }

  /** Hands failures on. */
  private abstract static class Then<T> implements Reply<Long> {
    private final Reply<T> reply;

    private Then(Reply<T> reply) {
      this.reply = reply;
    }

    @Override
    public void failed(Failure failure) {
      reply.failed(failure);
    }
  }

  /**
   * Looks for the last batch of data. Usually it stands right before the one marker of the takeover
   * that is going on; takeovers that failed half-way left more markers, so it looks back further
   * and further.
   */
  private final class TailSearch implements BatchReader {
    private static final int FURTHER = 8;

    private final TopicPartition partition;
    private final long end;
    private final long trustedEnd;
    private final Set<Long> producerIds;
    private final Reply<TargetTail> reply;
    private Optional<TargetTail.Data> lastData;
    private Optional<ProducerIdentity> oldestMarker;
    private long wholeFrom;
    private long reached;
    private Scan scan;

    private TailSearch(
        TopicPartition partition,
        long end,
        long trustedEnd,
        Set<Long> producerIds,
        Reply<TargetTail> reply) {
      this.partition = partition;
      this.end = end;
      this.trustedEnd = trustedEnd;
      this.producerIds = producerIds;
      this.reply = reply;
    }

    private void lookBack(long distance) {
      long from = Math.max(0, end - distance);
      lastData = Optional.empty();
      beginAt(from);
      scan =
          new Scan(
              partition,
              end,
              TAIL_BYTES,
              this,
              new Then<TargetTail>(reply) {
                @Override
                public void done(Long reached) {
                  finish(from, distance);
                }
              });
      scan.from(from);
    }

    private void beginAt(long offset) {
      wholeFrom = offset;
      reached = offset;
      oldestMarker = Optional.empty();
    }

    private void finish(long from, long distance) {
      long start = scan.logStart;
      if (lastData.isEmpty() && from > start) {
        lookBack(distance * FURTHER);
      } else {
        reply.done(new TargetTail(start, end, lastData, Math.max(wholeFrom, start), oldestMarker));
      }
    }

    @Override
    public void batch(ByteBuffer buffer, int start) {
      long batchEnd = RecordBatchHeader.lastOffset(buffer, start) + 1;
      if (RecordBatchHeader.baseOffset(buffer, start) > reached) {
        // Compaction or retention have removed what was in between.
        beginAt(RecordBatchHeader.baseOffset(buffer, start));
      }
      reached = batchEnd;
      ProducerIdentity writer = writer(buffer, start);
      boolean ownId = producerIds.contains(writer.id());
      if (!RecordBatchHeader.isControl(buffer, start)) {
        if (ownId || batchEnd <= trustedEnd) {
          lastData = Optional.of(new TargetTail.Data(batchEnd, writer));
          beginAt(batchEnd);
        }
      } else if (ownId && oldestMarker.isEmpty()) {
        oldestMarker = Optional.of(writer);
      }
    }
  }

  /** Reads a log from an offset to an end, request by request, outside any fetch session. */
  private final class Scan implements ClusterClient.Answer {
    private final TopicPartition partition;
    private final long end;
    private final int bytes;
    private final BatchReader reader;
    private final Reply<Long> reply;
    private long logStart;
    private long next;
    private int triesLeft = EMPTY_TRIES;

    private Scan(
        TopicPartition partition, long end, int bytes, BatchReader reader, Reply<Long> reply) {
      this.partition = partition;
      this.end = end;
      this.bytes = bytes;
      this.reader = reader;
      this.reply = reply;
    }

    private void from(long offset) {
      next = offset;
      if (next >= end) {
        reply.done(next);
        return;
      }
      Metadata.LeaderAndEpoch leader = client.leaderAndEpoch(partition);
      if (leader.leader.isEmpty()) {
        client.refreshMetadata();
        reply.failed(client.noLeader(partition));
        return;
      }
      client.enqueue(leader.leader.get(), request(leader.epoch), this);
    }

    private FetchRequest.Builder request(Optional<Integer> leaderEpoch) {
      Uuid topicId = client.topicId(partition.topic()).orElse(Uuid.ZERO_UUID);
      short version = topicId.equals(Uuid.ZERO_UUID) ? (short) 12 : ApiKeys.FETCH.latestVersion();
      return FetchRequest.Builder.forConsumer(
              version,
              0,
              0,
              Map.of(
                  partition,
                  new FetchRequest.PartitionData(topicId, next, -1L, bytes, leaderEpoch)))
          .setMaxBytes(bytes)
          .metadata(FetchMetadata.LEGACY);
    }

    @Override
    public void response(AbstractResponse body, short version) {
      FetchResponse response = (FetchResponse) body;
      Errors error = response.error();
      FetchResponseData.PartitionData data = null;
      if (error == Errors.NONE) {
        data = response.data().responses().getFirst().partitions().getFirst();
        error = Errors.forCode(data.errorCode());
      }
      if (error == Errors.OFFSET_OUT_OF_RANGE) {
        continueAtLogStart();
      } else if (error != Errors.NONE) {
        client.refreshMetadata();
        reply.failed(WireErrors.failure(error, "read of " + partition + " at " + next));
      } else {
        logStart = Math.max(0, data.logStartOffset());
        take(data);
      }
    }

    private void continueAtLogStart() {
      OffsetLookup.offsetAt(
          client,
          partition,
          BatchFetcher.EARLIEST,
          new Then<Long>(reply) {
            @Override
            public void done(Long start) {
              logStart = start;
              if (start > next) {
                from(start);
              } else {
                reply.failed(
                    new Failure.Retry(
                        Reason.OFFSET_OUT_OF_RANGE,
                        partition + " ended below " + next + " while it was read"));
              }
            }
          });
    }

    private void take(FetchResponseData.PartitionData data) {
      ByteBuffer buffer = BatchSplitter.buffer(data);
      long reached = next;
      int start = buffer.position();
      while (reached < end && RecordBatchHeader.isWhole(buffer, start)) {
        reader.batch(buffer, start);
        reached = RecordBatchHeader.lastOffset(buffer, start) + 1;
        start += RecordBatchHeader.size(buffer, start);
      }
      if (reached > next) {
        triesLeft = EMPTY_TRIES;
        from(reached);
      } else if (triesLeft-- > 0) {
        timers.after(EMPTY_RETRY_MS, Guard.of(reply, () -> from(next)));
      } else {
        reply.failed(
            new Failure.Retry(
                Reason.NO_DATA, "read of " + partition + " at " + next + " brought nothing"));
      }
    }

    @Override
    public void failed(Failure failure) {
      reply.failed(failure);
    }
  }
}
