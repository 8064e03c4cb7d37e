package io.chappe.control;

import io.chappe.config.OneLine;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Who wrote a record of {@code chappe.config.internal}: the API puts the name of the caller's token
 * into a header. Whoever may write to the topic may put anything there, so that a name is worth as
 * much as the topic's access rights.
 */
public final class WrittenBy {
  /** Name of the header. */
  public static final String HEADER = "by";

  /** Stands for a record without a name: somebody else's producer wrote it. */
  public static final String TOPIC = "topic";

  /** Characters of a name at most. */
  public static final int LONGEST = 64;

  private static final int MOST_BYTES = 4 * LONGEST;

  private WrittenBy() {}

  /** The name on one line, and not too long; {@link #TOPIC} if there is none. */
  public static String of(Headers headers) {
    Header header = headers.lastHeader(HEADER);
    if (header == null || header.value() == null) {
      return TOPIC;
    }
    byte[] value = header.value();
    String name =
        new String(value, 0, Math.min(value.length, MOST_BYTES), StandardCharsets.UTF_8).strip();
    return name.isEmpty() ? TOPIC : OneLine.of(name, LONGEST);
  }
}
