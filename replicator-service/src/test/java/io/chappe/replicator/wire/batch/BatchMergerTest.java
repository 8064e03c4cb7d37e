package io.chappe.replicator.wire.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.replicator.batch.RecordBatchHeader;
import io.chappe.replicator.copy.port.FetchedBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.StreamSupport;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.MemoryRecordsBuilder;
import org.apache.kafka.common.record.MutableRecordBatch;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BatchMergerTest {
  private static final long NOW = 1_800_000_000_000L;

  @Property(tries = 200)
  void holdsTheRecordsOfAllInTheirOrder(
      @ForAll long seed, @ForAll CompressionType codec, @ForAll TimestampType type) {
    if (type == TimestampType.NO_TIMESTAMP_TYPE) {
      return;
    }
    Random random = new Random(seed);
    List<FetchedBatch> batches = batches(random, codec, type, 1 + random.nextInt(40));
    List<String> expected = batches.stream().flatMap(each -> contents(each).stream()).toList();

    SourceBatch merged = (SourceBatch) BatchMerger.merge(batches).orElseThrow();

    assertThat(contents(merged)).isEqualTo(expected);
    assertThat(merged.isAppendable()).isTrue();
    assertThat(merged.recordCount()).isEqualTo(expected.size());
    assertThat(RecordBatchHeader.codec(merged.bytes(), 0)).isEqualTo(codec.id);
    assertThat(merged.maxTimestamp())
        .isEqualTo(batches.stream().mapToLong(FetchedBatch::maxTimestamp).max().orElseThrow());
  }

  @ParameterizedTest
  @EnumSource(CompressionType.class)
  void neverMergesWhatIsCorrupt(CompressionType codec) {
    List<FetchedBatch> batches = batches(new Random(1), codec, TimestampType.CREATE_TIME, 3);
    ByteBuffer second = ((SourceBatch) batches.get(1)).bytes();
    int last = second.limit() - 1;
    second.put(last, (byte) (second.get(last) ^ 1));

    assertThat(BatchMerger.merge(batches)).isEqualTo(Optional.empty());
  }

  @Test
  void mergesOnlyNeighboursOfOneKind() {
    Random random = new Random(1);
    FetchedBatch first = batch(random, CompressionType.NONE, TimestampType.CREATE_TIME, 0);
    long next = first.lastOffset() + 1;

    assertThat(
            first.mergesWith(batch(random, CompressionType.NONE, TimestampType.CREATE_TIME, next)))
        .isTrue();
    assertThat(
            first.mergesWith(
                batch(random, CompressionType.NONE, TimestampType.CREATE_TIME, next + 1)))
        .isFalse();
    assertThat(
            first.mergesWith(batch(random, CompressionType.LZ4, TimestampType.CREATE_TIME, next)))
        .isFalse();
    assertThat(
            first.mergesWith(
                batch(random, CompressionType.NONE, TimestampType.LOG_APPEND_TIME, next)))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({"NONE, 4000, true", "NONE, 4200, false", "LZ4, 900, true", "LZ4, 1100, false"})
  void leavesBatchesApartThatCostMoreToMerge(
      CompressionType codec, int incompressibleBytes, boolean together) {
    byte[] value = new byte[incompressibleBytes];
    new Random(1).nextBytes(value);
    FetchedBatch first = batchOf(value, codec, 0);

    assertThat(first.mergesWith(batchOf(value, codec, 1))).isEqualTo(together);
  }

  private static FetchedBatch batchOf(byte[] value, CompressionType codec, long offset) {
    MemoryRecordsBuilder builder =
        MemoryRecords.builder(
            ByteBuffer.allocate(8192),
            RecordBatch.MAGIC_VALUE_V2,
            Compression.of(codec).build(),
            TimestampType.CREATE_TIME,
            offset);
    builder.append(NOW, null, value);
    return new SourceBatch(builder.build().buffer(), List.of());
  }

  private static List<FetchedBatch> batches(
      Random random, CompressionType codec, TimestampType type, int count) {
    List<FetchedBatch> batches = new ArrayList<>();
    long offset = random.nextInt(1_000_000);
    for (int number = 0; number < count; number++) {
      batches.add(batch(random, codec, type, offset));
      offset = batches.getLast().lastOffset() + 1;
    }
    return batches;
  }

  private static FetchedBatch batch(
      Random random, CompressionType codec, TimestampType type, long offset) {
    MemoryRecordsBuilder builder =
        MemoryRecords.builder(
            ByteBuffer.allocate(4096),
            RecordBatch.MAGIC_VALUE_V2,
            Compression.of(codec).build(),
            type,
            offset,
            NOW + random.nextInt(100_000));
    for (int number = 1 + random.nextInt(100) / 60; number > 0; number--) {
      builder.append(
          random.nextInt(10) == 0 ? -1 : NOW + (random.nextInt() >> random.nextInt(31)) * 100L,
          bytes(random),
          bytes(random),
          random.nextBoolean()
              ? new Header[0]
              : new Header[] {new RecordHeader("name", new byte[random.nextInt(5)])});
    }
    return new SourceBatch(builder.build().buffer(), 0, true, null, null);
  }

  private static byte[] bytes(Random random) {
    if (random.nextInt(4) == 0) {
      return null;
    }
    byte[] bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** What a consumer would see, but for the offsets. */
  private static List<String> contents(FetchedBatch batch) {
    MutableRecordBatch read =
        MemoryRecords.readableRecords(((SourceBatch) batch).bytes()).batches().iterator().next();
    read.ensureValid();
    return StreamSupport.stream(read.spliterator(), false).map(BatchMergerTest::text).toList();
  }

  private static String text(Record entry) {
    return "%d %s %s %s"
        .formatted(
            entry.timestamp(), hex(entry.key()), hex(entry.value()), List.of(entry.headers()));
  }

  private static String hex(ByteBuffer bytes) {
    if (bytes == null) {
      return "null";
    }
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return java.util.HexFormat.of().formatHex(copy);
  }
}
