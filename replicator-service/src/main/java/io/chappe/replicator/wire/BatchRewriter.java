package io.chappe.replicator.wire;

import io.chappe.replicator.copy.FetchedBatch;
import io.chappe.replicator.copy.RecordChange;
import io.chappe.replicator.copy.Rewritten;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.MemoryRecordsBuilder;
import org.apache.kafka.common.record.MutableRecordBatch;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.TimestampType;

/**
 * The rewrite path: decodes a batch that can't be appended as it is and builds a new one with the
 * same codec and timestamps, without the gaps.
 */
final class BatchRewriter {
  private BatchRewriter() {}

  /**
   * Rebuilds {@code batch} from what {@code change} makes of its records at {@code from} and above.
   * Takes the batch over: its bytes are given back with those of the new one, so that what waits to
   * be appended counts as fetched.
   *
   * @return empty if no record is left
   */
  static Optional<Rewritten> rewrite(FetchedBatch batch, long from, RecordChange change) {
    Optional<Rewritten> rewritten = Optional.empty();
    try {
      rewritten = rewrite(bytesOf(batch), batch, from, change);
      return rewritten;
    } finally {
      if (rewritten.isEmpty()) {
        batch.release();
      }
    }
  }

  private static ByteBuffer bytesOf(FetchedBatch batch) {
    return switch (batch) {
      case SourceBatch source -> source.bytes();
      case OldFormatBatch old -> old.bytes();
      default -> throw new IllegalArgumentException("not fetched here: " + batch);
    };
  }

  private static Optional<Rewritten> rewrite(
      ByteBuffer bytes, FetchedBatch origin, long from, RecordChange change) {
    MutableRecordBatch batch = MemoryRecords.readableRecords(bytes).batches().iterator().next();
    // What can't be decoded must not be copied: this is the one place that opens a batch.
    batch.ensureValid();
    List<Rewritten.Stretch> stretches = new ArrayList<>();
    MemoryRecordsBuilder builder = builderLike(batch);
    for (Record entry : batch) {
      if (entry.offset() >= from) {
        Optional<RecordChange.Content> changed = change.apply(content(entry));
        if (changed.isPresent()) {
          append(changed.get(), builder);
          extend(stretches, entry.offset());
        }
      }
    }
    if (stretches.isEmpty()) {
      builder.abort();
      return Optional.empty();
    }
    ByteBuffer rebuilt = builder.build().buffer();
    return Optional.of(new Rewritten(new SourceBatch(rebuilt, origin), stretches));
  }

  private static RecordChange.Content content(Record entry) {
    return new RecordChange.Content(
        entry.offset(), entry.timestamp(), entry.key(), entry.value(), entry.headers());
  }

  private static void append(RecordChange.Content content, MemoryRecordsBuilder builder) {
    builder.append(content.timestamp(), content.key(), content.value(), content.headers());
  }

  private static MemoryRecordsBuilder builderLike(MutableRecordBatch batch) {
    return MemoryRecords.builder(
        ByteBuffer.allocate(Math.max(512, batch.sizeInBytes())),
        RecordBatch.MAGIC_VALUE_V2,
        Compression.of(batch.compressionType()).build(),
        TimestampType.CREATE_TIME,
        0L);
  }

  private static void extend(List<Rewritten.Stretch> stretches, long offset) {
    if (!stretches.isEmpty()) {
      Rewritten.Stretch last = stretches.getLast();
      if (last.upstream() + last.count() == offset) {
        stretches.set(
            stretches.size() - 1, new Rewritten.Stretch(last.upstream(), last.count() + 1));
        return;
      }
    }
    stretches.add(new Rewritten.Stretch(offset, 1));
  }
}
