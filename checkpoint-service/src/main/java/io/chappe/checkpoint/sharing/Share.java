package io.chappe.checkpoint.sharing;

import java.util.Set;

/**
 * The groups that this instance works on, told by their names' hashes.
 *
 * @param numbers the numbers of the parts that are ours
 * @param of the number of parts, at least 1
 */
public record Share(Set<Integer> numbers, int of) {
  /** All groups: while nothing is known of other instances. */
  public static final Share ALL = new Share(Set.of(0), 1);

  public Share {
    if (of < 1) {
      throw new IllegalArgumentException("at least 1 part, not " + of);
    }
    numbers = Set.copyOf(numbers);
  }

  /** Whether a group is ours. */
  public boolean includes(String group) {
    return numbers.contains(partOf(group));
  }

  /** Whether every group of another share is in this one. */
  public boolean covers(Share other) {
    return this.equals(ALL) || of == other.of && numbers.containsAll(other.numbers);
  }

  private int partOf(String group) {
    // String.hashCode is specified, so all versions and builds agree.
    int hash = group.hashCode();
    hash ^= hash >>> 16;
    hash *= 0x7feb352d;
    hash ^= hash >>> 15;
    return Math.floorMod(hash, of);
  }
}
