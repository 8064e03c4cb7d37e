package io.chappe.replicator.wire.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chappe.replicator.copy.port.RecordChange;
import io.chappe.replicator.copy.port.RecordRefusedException;
import io.chappe.replicator.copy.port.Rewritten;
import io.chappe.replicator.copy.port.Rewritten.Stretch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchRewriterTest {
  private final FetchAccount account = new FetchAccount(new AtomicInteger(), () -> 0, () -> {});

  private SourceBatch batch(CompressionType codec) {
    SimpleRecord[] records = new SimpleRecord[10];
    for (int number = 0; number < records.length; number++) {
      records[number] =
          new SimpleRecord(1_000 + number, ("k" + number).getBytes(UTF_8), new byte[100]);
    }
    ByteBuffer bytes =
        MemoryRecords.withRecords(100L, Compression.of(codec).build(), records).buffer();
    return new SourceBatch(bytes, 0, true, null, account);
  }

  private static RecordChange without(Integer... numbers) {
    return content ->
        Set.of(numbers).contains((int) content.offset() - 100)
            ? Optional.empty()
            : Optional.of(content);
  }

  private List<Rewritten> rewrite(CompressionType codec, long from, RecordChange change) {
    return BatchRewriter.rewrite(batch(codec), from, Integer.MAX_VALUE, change);
  }

  @ParameterizedTest
  @EnumSource(CompressionType.class)
  void whatIsTooLargeBecomesSeveralBatches(CompressionType codec) {
    List<Rewritten> parts = BatchRewriter.rewrite(batch(codec), 101, 1, without(3));

    assertThat(parts)
        .flatExtracting(Rewritten::stretches)
        .extracting(Stretch::upstream)
        .containsExactly(101L, 102L, 104L, 105L, 106L, 107L, 108L, 109L);
    parts.forEach(part -> part.batch().release());
    assertThat(account.heldBytes()).isZero();
  }

  @ParameterizedTest
  @EnumSource(CompressionType.class)
  void whatIsLeftKeepsItsCodecItsTimestampsAndItsPlace(CompressionType codec) {
    Rewritten rewritten = rewrite(codec, 101, without(3, 4, 9)).getFirst();

    assertThat(rewritten.stretches()).containsExactly(new Stretch(101, 2), new Stretch(105, 4));
    RecordBatch rebuilt =
        MemoryRecords.readableRecords(((SourceBatch) rewritten.batch()).bytes()).firstBatch();
    assertThat(rebuilt.compressionType()).isEqualTo(codec);
    List<String> records = new ArrayList<>();
    for (Record each : rebuilt) {
      records.add(UTF_8.decode(each.key()) + " " + each.timestamp());
    }
    assertThat(records)
        .containsExactly("k1 1001", "k2 1002", "k5 1005", "k6 1006", "k7 1007", "k8 1008");
    assertThat(rewritten.batch().isAppendable()).isTrue();
  }

  @Test
  void whatWasFetchedCountsUntilWhatBecameOfItIsAppended() {
    Rewritten rewritten = rewrite(CompressionType.LZ4, 0, RecordChange.NONE).getFirst();

    assertThat(account.heldBytes()).isPositive();
    rewritten.batch().release();
    assertThat(account.heldBytes()).isZero();
  }

  @Test
  void whatLeavesNothingIsGivenBackAtOnce() {
    assertThat(rewrite(CompressionType.NONE, 0, none -> Optional.empty())).isEmpty();
    assertThat(account.heldBytes()).isZero();
    RecordChange refusing =
        content -> {
          throw new RecordRefusedException("no", false, null);
        };
    assertThatThrownBy(() -> rewrite(CompressionType.NONE, 0, refusing))
        .isInstanceOf(RecordRefusedException.class);
    assertThat(account.heldBytes()).isZero();
  }
}
