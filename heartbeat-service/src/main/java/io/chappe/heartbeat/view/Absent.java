package io.chappe.heartbeat.view;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/** Figures of JSON that are left out where they aren't known. */
public final class Absent {
  private Absent() {}

  /** The number, or null. */
  public static Long orNull(OptionalLong number) {
    return orNull(number, Long::valueOf);
  }

  /** What the number says, or null. */
  public static <T> T orNull(OptionalLong number, LongFunction<T> reading) {
    return number.isPresent() ? reading.apply(number.getAsLong()) : null;
  }

  /** The number, or null. */
  public static Double orNull(OptionalDouble number) {
    return number.isPresent() ? Double.valueOf(number.getAsDouble()) : null;
  }
}
