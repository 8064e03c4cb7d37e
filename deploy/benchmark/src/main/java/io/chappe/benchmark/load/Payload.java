package io.chappe.benchmark.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** JSON records of 1 KiB that compress as business data does: to about a third. */
public final class Payload {
  /** Size of each record's value, bytes. */
  public static final int BYTES = 1_024;

  private final Random random = new Random(42);
  private long number;

  /** The next record; the same ones in each run. */
  public byte[] next() {
    StringBuilder json = new StringBuilder(BYTES + 100);
    json.append("{\"order\":").append(number++).append(",\"customer\":\"");
    json.append(Long.toHexString(random.nextLong())).append("\",\"items\":[");
    while (json.length() < BYTES - 80) {
      json.append("{\"article\":\"A-")
          .append(random.nextInt(100_000))
          .append("\",\"quantity\":")
          .append(1 + random.nextInt(9))
          .append(",\"price\":")
          .append(random.nextInt(100_000) / 100.0)
          .append("},");
    }
    json.setCharAt(json.length() - 1, ']');
    json.append('}');
    byte[] bytes = new byte[BYTES];
    Arrays.fill(bytes, (byte) ' ');
    byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
    System.arraycopy(text, 0, bytes, 0, Math.min(text.length, BYTES));
    return bytes;
  }
}
