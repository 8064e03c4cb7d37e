package io.chappe.replicator.copy.port;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.header.Header;

/**
 * What is done to the records of one partition on their way. Anything but {@link #NONE} has every
 * batch opened and rebuilt. For the thread of the copy loop.
 */
public interface RecordChange {
  /** Leaves records alone, so batches are carried as they are. */
  RecordChange NONE = Optional::of;

  /**
   * A record.
   *
   * @param offset on the source
   * @param timestamp milliseconds since the epoch; -1 for none
   * @param key null for none
   * @param value null for a tombstone
   */
  record Content(long offset, long timestamp, ByteBuffer key, ByteBuffer value, Header[] headers) {
    /** The same in memory of its own, which outlives the batch. */
    public Content copy() {
      for (Header header : headers) {
        // They are decoded, and thereby copied, when they are first asked for.
        header.key();
        header.value();
      }
      return new Content(offset, timestamp, copy(key), copy(value), headers);
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
      return bytes == null
          ? null
          : ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    }

    /** The same at another offset. */
    public Content at(long upstream) {
      return new Content(upstream, timestamp, key, value, headers);
    }
  }

  /**
   * The record as it is to be copied; empty if it isn't.
   *
   * @throws RecordRefusedException if it can't be told
   */
  Optional<Content> apply(Content record);
}
