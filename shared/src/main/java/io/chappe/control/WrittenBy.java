package io.chappe.control;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Who wrote a record of {@code chappe.config.internal}: the API puts the name of the caller's token
 * into a header. Whoever may write to the topic may put any name there, so that it is a claim,
 * worth as much as the topic's access rights: it is shown, and nothing is decided by it.
 */
public final class WrittenBy {
  /** Name of the header. */
  public static final String HEADER = "by";

  /** Stands for a record without a name: somebody else's producer wrote it. */
  public static final String TOPIC = "topic";

  /** Characters of a name at most. */
  public static final int LONGEST = 64;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,%d}".formatted(LONGEST));

  private WrittenBy() {}

  /** The name; {@link #TOPIC} if there is none, or one that no token can have. */
  public static String of(Headers headers) {
    Header header = headers.lastHeader(HEADER);
    if (header == null || header.value() == null || header.value().length > LONGEST) {
      return TOPIC;
    }
    String name = new String(header.value(), StandardCharsets.UTF_8);
    return isName(name) ? name : TOPIC;
  }

  /** Whether a token can have that name. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }
}
