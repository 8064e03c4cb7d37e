package io.chappe.replicator.wire.batch;

import io.chappe.replicator.copy.port.FetchedBatch;
import io.chappe.replicator.copy.port.RecordChange;
import io.chappe.replicator.copy.port.Rewritten;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
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
public final class BatchRewriter {
  private BatchRewriter() {}

  /** A record as it is to be copied, and where it was on the source. */
  private record Kept(long offset, RecordChange.Content content) {}

  /**
   * Rebuilds {@code batch} from what {@code change} makes of its records at {@code from} and above.
   * Takes the batch over: its bytes are given back with those of the last new one, so that what
   * waits to be appended counts as fetched.
   *
   * @param maxBytes what is larger becomes several batches, as far as records allow
   * @return empty if no record is left
   */
  public static List<Rewritten> rewrite(
      FetchedBatch batch, long from, int maxBytes, RecordChange change) {
    List<Rewritten> rewritten = List.of();
    try {
      rewritten = rewrite(bytesOf(batch), batch, from, maxBytes, change);
      return rewritten;
    } finally {
      if (rewritten.isEmpty()) {
        batch.release();
      }
    }
  }

  /** See {@link io.chappe.replicator.copy.port.BatchCodec#open}. */
  public static List<RecordChange.Content> open(SourceBatch batch, List<Integer> places) {
    List<RecordChange.Content> found = new ArrayList<>();
    int place = 0;
    for (Record entry : MemoryRecords.readableRecords(batch.bytes()).records()) {
      if (places.contains(place)) {
        found.add(
            new RecordChange.Content(
                    place, entry.timestamp(), entry.key(), entry.value(), entry.headers())
                .copy());
      }
      place++;
    }
    return found;
  }

  private static ByteBuffer bytesOf(FetchedBatch batch) {
    return switch (batch) {
      case SourceBatch source -> source.bytes();
      case OldFormatBatch old -> old.bytes();
      default -> throw new IllegalArgumentException("not fetched here: " + batch);
    };
  }

  private static List<Rewritten> rewrite(
      ByteBuffer bytes, FetchedBatch origin, long from, int maxBytes, RecordChange change) {
    MutableRecordBatch batch = MemoryRecords.readableRecords(bytes).batches().iterator().next();
    // What can't be decoded must not be copied: this is the one place that opens a batch.
    batch.ensureValid();
    List<Kept> kept = new ArrayList<>();
    for (Record entry : batch) {
      if (entry.offset() >= from) {
        change
            .apply(content(entry))
            .ifPresent(content -> kept.add(new Kept(entry.offset(), content)));
      }
    }
    if (kept.isEmpty()) {
      return List.of();
    }
    List<List<Kept>> parts = new ArrayList<>();
    List<ByteBuffer> rebuilt = new ArrayList<>();
    rebuild(kept, batch, maxBytes, parts, rebuilt);
    List<Rewritten> rewritten = new ArrayList<>();
    for (int part = 0; part < rebuilt.size(); part++) {
      boolean last = part == rebuilt.size() - 1;
      SourceBatch made = new SourceBatch(rebuilt.get(part), last ? List.of(origin) : List.of());
      rewritten.add(new Rewritten(made, stretches(parts.get(part))));
    }
    return rewritten;
  }

  private static void rebuild(
      List<Kept> records,
      MutableRecordBatch batch,
      int maxBytes,
      List<List<Kept>> parts,
      List<ByteBuffer> rebuilt) {
    MemoryRecordsBuilder builder = builderLike(batch);
    records.forEach(each -> append(each.content(), builder));
    ByteBuffer bytes = builder.build().buffer();
    int half = records.size() / 2;
    if (bytes.remaining() <= maxBytes || half == 0) {
      parts.add(records);
      rebuilt.add(bytes);
    } else {
      rebuild(records.subList(0, half), batch, maxBytes, parts, rebuilt);
      rebuild(records.subList(half, records.size()), batch, maxBytes, parts, rebuilt);
    }
  }

  private static List<Rewritten.Stretch> stretches(List<Kept> records) {
    List<Rewritten.Stretch> stretches = new ArrayList<>();
    records.forEach(each -> extend(stretches, each.offset()));
    return stretches;
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
