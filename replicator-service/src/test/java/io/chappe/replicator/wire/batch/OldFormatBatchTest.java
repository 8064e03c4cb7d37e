package io.chappe.replicator.wire.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chappe.replicator.copy.port.Chunk;
import io.chappe.replicator.copy.port.FetchedBatch;
import io.chappe.replicator.copy.port.RecordChange;
import io.chappe.replicator.copy.port.Rewritten;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.MemoryRecordsBuilder;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Batches from before magic v2, built as old producers did: brokers of today write none, and give
 * those of an old log out as they are.
 */
class OldFormatBatchTest {
  private static final long TIME = 1_500_000_000_000L;

  @ParameterizedTest
  @CsvSource({
    "0, NONE",
    "0, GZIP",
    "0, SNAPPY",
    "0, LZ4",
    "1, NONE",
    "1, GZIP",
    "1, SNAPPY",
    "1, LZ4"
  })
  void becomesMagicV2WithTheSameRecords(byte magic, CompressionType codec) {
    Chunk chunk =
        BatchSplitter.split(fetched(old(magic, codec, 40, 5)), null, account()).orElseThrow();

    List<String> copied = new ArrayList<>();
    long upstream = 40;
    for (FetchedBatch batch : chunk.batches()) {
      assertThat(batch.isAppendable()).isFalse();
      for (Rewritten part :
          BatchRewriter.rewrite(batch, 40, Integer.MAX_VALUE, RecordChange.NONE)) {
        assertThat(part.batch().isAppendable()).isTrue();
        assertThat(part.stretches().getFirst().upstream()).isEqualTo(upstream);
        upstream += part.batch().recordCount();
        copied.addAll(texts(((SourceBatch) part.batch()).bytes()));
      }
    }

    long time = magic == 0 ? -1 : TIME;
    assertThat(copied)
        .containsExactly(
            time + " key-0 value-0",
            time + " key-1 value-1",
            time + " key-2 value-2",
            time + " key-3 value-3",
            time + " key-4 value-4");
    assertThat(chunk.endOffset()).isEqualTo(45);
  }

  @Test
  void isTakenFromTheMiddleOn() {
    Chunk chunk =
        BatchSplitter.split(fetched(old((byte) 1, CompressionType.GZIP, 40, 5)), null, account())
            .orElseThrow();

    Rewritten rewritten =
        BatchRewriter.rewrite(chunk.batches().getFirst(), 43, Integer.MAX_VALUE, RecordChange.NONE)
            .getFirst();

    assertThat(rewritten.stretches()).containsExactly(new Rewritten.Stretch(43, 2));
  }

  @Test
  void aCorruptOneIsSaidToBeOne() {
    ByteBuffer bytes = old((byte) 1, CompressionType.GZIP, 40, 5);
    bytes.put(bytes.limit() - 9, (byte) (bytes.get(bytes.limit() - 9) ^ 1));

    assertThatThrownBy(() -> BatchSplitter.split(fetched(bytes), null, account()))
        .isInstanceOf(CorruptRecordException.class);
  }

  private static FetchAccount account() {
    return new FetchAccount(new AtomicInteger(), () -> 0, () -> {});
  }

  private static FetchResponseData.PartitionData fetched(ByteBuffer bytes) {
    return new FetchResponseData.PartitionData()
        .setRecords(MemoryRecords.readableRecords(bytes))
        .setLastStableOffset(100)
        .setHighWatermark(100);
  }

  private static ByteBuffer old(byte magic, CompressionType codec, long offset, int count) {
    MemoryRecordsBuilder builder =
        MemoryRecords.builder(
            ByteBuffer.allocate(4096),
            magic,
            Compression.of(codec).build(),
            TimestampType.CREATE_TIME,
            offset);
    for (int number = 0; number < count; number++) {
      builder.append(
          magic == RecordBatch.MAGIC_VALUE_V0 ? -1 : TIME,
          ("key-" + number).getBytes(StandardCharsets.UTF_8),
          ("value-" + number).getBytes(StandardCharsets.UTF_8));
    }
    return builder.build().buffer();
  }

  private static List<String> texts(ByteBuffer batch) {
    List<String> texts = new ArrayList<>();
    for (Record entry : MemoryRecords.readableRecords(batch).records()) {
      texts.add(entry.timestamp() + " " + text(entry.key()) + " " + text(entry.value()));
    }
    return texts;
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }
}
