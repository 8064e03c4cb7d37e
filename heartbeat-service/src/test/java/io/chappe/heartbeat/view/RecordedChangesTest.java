package io.chappe.heartbeat.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.control.WrittenBy;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a key held before a change, which an undo writes again. */
class RecordedChangesTest {
  private static final boolean THERE = false;
  private static final boolean FRESH = true;

  private final RecordedChanges.Taker taker = new RecordedChanges.Taker();

  @BeforeEach
  void begin() {
    taker.begin();
  }

  @Test
  void aKeyHeldWhatItsRecordBeforeSays() {
    taker.take(entry(0, "us->eu", "{}"), THERE);
    taker.take(entry(1, "us->eu", null), THERE);
    taker.take(entry(2, "eu->us", "{}"), THERE);

    assertThat(before(0)).isEqualTo(Change.Before.of(Optional.empty()));
    assertThat(before(1)).isEqualTo(Change.Before.of(Optional.of("{}")));
    assertThat(before(2)).isEqualTo(Change.Before.of(Optional.empty()));
  }

  /** Offset 1 may have been {@code us->eu} too, taken away by the record at 2. */
  @Test
  void aNameThatAnyoneMayWriteHidesNoGap() {
    taker.take(by("ann", entry(0, "eu", "{}")), THERE);
    taker.take(by("ann", entry(2, "us->eu", "{}")), THERE);

    assertThat(before(2)).isEqualTo(Change.Before.UNKNOWN);
  }

  @Test
  void whatComesWhileItIsReadIsKnownWhateverIsGone() {
    taker.take(entry(7, "eu", "{}"), THERE);
    taker.take(entry(9, "us", "{}"), THERE);
    taker.take(by("ann", entry(11, "us->eu", "{}")), FRESH);
    taker.take(by("ann", entry(13, "us->eu", null)), FRESH);
    taker.take(by("ann", entry(15, "eu", null)), FRESH);

    assertThat(before(9)).isEqualTo(Change.Before.UNKNOWN);
    assertThat(before(11)).isEqualTo(Change.Before.of(Optional.empty()));
    assertThat(before(13)).isEqualTo(Change.Before.of(Optional.of("{}")));
    assertThat(before(15)).isEqualTo(Change.Before.of(Optional.of("{}")));
  }

  private Change.Before before(long offset) {
    return taker.changes().stream()
        .filter(each -> each.offset() == offset)
        .findFirst()
        .orElseThrow()
        .before();
  }

  private static ConsumerRecord<byte[], byte[]> by(
      String name, ConsumerRecord<byte[], byte[]> written) {
    written.headers().add(WrittenBy.HEADER, bytes(name));
    return written;
  }

  private static ConsumerRecord<byte[], byte[]> entry(long offset, String key, String json) {
    return new ConsumerRecord<>(
        "chappe.config.internal", 0, offset, bytes(key), json == null ? null : bytes(json));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
