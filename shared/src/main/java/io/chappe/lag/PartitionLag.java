package io.chappe.lag;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How far the copy of one partition is behind.
 *
 * @param records offsets below the source's last stable one that aren't durable on the target;
 *     empty if unknown
 * @param heldBack offsets behind that which open transactions hold back; empty if unknown
 * @param heldForMs milliseconds for which the same transaction is seen to hold them back; 0 if none
 *     does
 * @param seconds how old the copy is: 0 if it is known to be complete, else the time since it was,
 *     or since its newest record if that is shorter, or since the partition is known if neither is;
 *     goes on growing while nothing is known
 * @param unknownSinceMs when, in milliseconds of the epoch, {@code records} ceased to be known;
 *     empty if they are known
 */
public record PartitionLag(
    OptionalLong records,
    OptionalLong heldBack,
    long heldForMs,
    OptionalDouble seconds,
    OptionalLong unknownSinceMs) {

  /** Whether {@code records} is known. */
  public boolean isKnown() {
    return records.isPresent();
  }
}
