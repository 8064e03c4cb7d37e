package io.chappe.acceptance;

import io.chappe.testing.TestCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.DefaultRecordBatch;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.MutableRecordBatch;
import org.apache.kafka.common.record.TimestampType;

/** The batches of a partition, read from the files of a broker. */
final class StoredBatches {

  /**
   * A batch's header, as far as a copy has to have the same, and its payload as it is stored:
   * compressed if the producer compressed it.
   */
  record Batch(
      CompressionType codec,
      int count,
      int lastOffsetDelta,
      TimestampType timestampType,
      long baseTimestamp,
      long maxTimestamp,
      ByteBuffer payload) {}

  private StoredBatches() {}

  /** All batches of data, in order; those that only end a transaction are left out. */
  static List<Batch> read(TestCluster cluster, int broker, String topic, int partition) {
    Path directory = cluster.logDirectory(broker).resolve(topic + "-" + partition);
    List<Batch> batches = new ArrayList<>();
    for (Path segment : segments(directory)) {
      for (MutableRecordBatch stored : batchesIn(segment)) {
        stored.ensureValid();
        if (!stored.isControlBatch()) {
          batches.add(batch((DefaultRecordBatch) stored));
        }
      }
    }
    return batches;
  }

  private static Batch batch(DefaultRecordBatch stored) {
    ByteBuffer bytes = ByteBuffer.allocate(stored.sizeInBytes());
    stored.writeTo(bytes);
    bytes.flip().position(DefaultRecordBatch.RECORD_BATCH_OVERHEAD);
    return new Batch(
        stored.compressionType(),
        stored.countOrNull(),
        (int) (stored.lastOffset() - stored.baseOffset()),
        stored.timestampType(),
        stored.baseTimestamp(),
        stored.maxTimestamp(),
        bytes.slice());
  }

  private static List<Path> segments(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Iterable<MutableRecordBatch> batchesIn(Path segment) {
    try {
      return MemoryRecords.readableRecords(ByteBuffer.wrap(Files.readAllBytes(segment))).batches();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
