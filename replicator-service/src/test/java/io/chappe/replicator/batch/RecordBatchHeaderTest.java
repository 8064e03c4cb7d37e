package io.chappe.replicator.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.ShortRange;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.MutableRecordBatch;
import org.apache.kafka.common.record.SimpleRecord;

class RecordBatchHeaderTest {

  @Property(tries = 500)
  void aPatchedBatchKeepsItsPayloadAndAValidChecksum(
      @ForAll("batches") MemoryRecords records,
      @ForAll long producerId,
      @ForAll @ShortRange(min = 0) short epoch,
      @ForAll @IntRange(min = 0) int sequence) {
    ByteBuffer buffer = records.buffer().duplicate();
    byte[] payload = payload(buffer);

    RecordBatchHeader.patchForAppend(buffer, 0, producerId, epoch, sequence);

    MutableRecordBatch patched = MemoryRecords.readableRecords(buffer).batches().iterator().next();
    patched.ensureValid();
    assertThat(patched.producerId()).isEqualTo(producerId);
    assertThat(patched.producerEpoch()).isEqualTo(epoch);
    assertThat(patched.baseSequence()).isEqualTo(sequence);
    assertThat(patched.baseOffset()).isZero();
    assertThat(patched.isTransactional()).isFalse();
    assertThat(payload(buffer)).isEqualTo(payload);
  }

  @Property(tries = 200)
  void aCorruptPayloadStaysDetectable(
      @ForAll("batches") MemoryRecords records, @ForAll @IntRange(min = 0) int where) {
    ByteBuffer buffer = records.buffer().duplicate();
    int position = RecordBatchHeader.SIZE + where % (buffer.remaining() - RecordBatchHeader.SIZE);
    buffer.put(position, (byte) (buffer.get(position) ^ 0x10));

    RecordBatchHeader.patchForAppend(buffer, 0, 5, (short) 1, 7);

    assertThat(MemoryRecords.readableRecords(buffer).batches().iterator().next().isValid())
        .isFalse();
  }

  @Property(tries = 200)
  void readsWhatKafkaReads(@ForAll("batches") MemoryRecords records) {
    ByteBuffer buffer = records.buffer();
    MutableRecordBatch batch = records.batches().iterator().next();

    assertThat(RecordBatchHeader.size(buffer, 0)).isEqualTo(batch.sizeInBytes());
    assertThat(RecordBatchHeader.magic(buffer, 0)).isEqualTo(batch.magic());
    assertThat(RecordBatchHeader.baseOffset(buffer, 0)).isEqualTo(batch.baseOffset());
    assertThat(RecordBatchHeader.lastOffset(buffer, 0)).isEqualTo(batch.lastOffset());
    assertThat(RecordBatchHeader.recordCount(buffer, 0)).isEqualTo(batch.countOrNull());
    assertThat(RecordBatchHeader.maxTimestamp(buffer, 0)).isEqualTo(batch.maxTimestamp());
    assertThat(RecordBatchHeader.producerId(buffer, 0)).isEqualTo(batch.producerId());
    assertThat(RecordBatchHeader.producerEpoch(buffer, 0)).isEqualTo(batch.producerEpoch());
    assertThat(RecordBatchHeader.codec(buffer, 0)).isEqualTo(batch.compressionType().id);
    assertThat(RecordBatchHeader.isTransactional(buffer, 0)).isEqualTo(batch.isTransactional());
    assertThat(RecordBatchHeader.isControl(buffer, 0)).isFalse();
    assertThat(RecordBatchHeader.hasLogAppendTime(buffer, 0)).isFalse();
    assertThat(RecordBatchHeader.isDense(buffer, 0)).isTrue();
  }

  private static byte[] payload(ByteBuffer buffer) {
    byte[] payload = new byte[buffer.limit() - RecordBatchHeader.SIZE];
    buffer.get(RecordBatchHeader.SIZE, payload);
    return payload;
  }

  @Provide
  Arbitrary<MemoryRecords> batches() {
    Arbitrary<SimpleRecord[]> records =
        Arbitraries.strings()
            .ofMaxLength(2000)
            .map(text -> new SimpleRecord(text.length(), text.getBytes(StandardCharsets.UTF_8)))
            .array(SimpleRecord[].class)
            .ofMinSize(1)
            .ofMaxSize(20);
    return records.flatMap(
        array ->
            Arbitraries.of(CompressionType.NONE, CompressionType.GZIP, CompressionType.LZ4)
                .flatMap(
                    codec ->
                        Arbitraries.of(true, false)
                            .map(transactional -> batch(codec, transactional, array))));
  }

  private static MemoryRecords batch(
      CompressionType codec, boolean transactional, SimpleRecord[] records) {
    Compression compression = Compression.of(codec).build();
    return transactional
        ? MemoryRecords.withTransactionalRecords(123L, compression, 77L, (short) 3, 41, 9, records)
        : MemoryRecords.withRecords(123L, compression, records);
  }
}
