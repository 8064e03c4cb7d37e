package io.chappe.testing;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;

/**
 * A record as a consumer sees it, to be compared with {@code equals}. Bytes are held as text: as
 * they are if they are printable, else in hex, so that a failed comparison can be read.
 *
 * @param partition partition
 * @param offset offset
 * @param key key, or null
 * @param value value, or null
 * @param headers in order, each {@code key=value}
 * @param timestamp milliseconds since the epoch
 * @param timestampType who set the timestamp
 */
public record ReceivedRecord(
    int partition,
    long offset,
    String key,
    String value,
    List<String> headers,
    long timestamp,
    TimestampType timestampType) {

  static ReceivedRecord of(ConsumerRecord<byte[], byte[]> received) {
    return new ReceivedRecord(
        received.partition(),
        received.offset(),
        text(received.key()),
        text(received.value()),
        StreamSupport.stream(received.headers().spliterator(), false)
            .map(ReceivedRecord::text)
            .toList(),
        received.timestamp(),
        received.timestampType());
  }

  /** The same record at offset -1, to compare what may lie at different offsets. */
  public ReceivedRecord withoutOffset() {
    return new ReceivedRecord(partition, -1, key, value, headers, timestamp, timestampType);
  }

  private static String text(Header header) {
    return header.key() + "=" + text(header.value());
  }

  private static String text(byte[] bytes) {
    if (bytes == null) {
      return null;
    }
    for (byte b : bytes) {
      if (b < ' ' || b > '~') {
        return "0x" + HexFormat.of().formatHex(bytes);
      }
    }
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
