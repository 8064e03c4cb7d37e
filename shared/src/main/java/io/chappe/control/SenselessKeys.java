package io.chappe.control;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The keys of records that are no flow, no cluster and not {@code *}. As many as it takes to say
 * what is wrong with them are kept, the newest ones: one of them may be a flow whose cluster the
 * file is yet to add. For one thread.
 */
final class SenselessKeys {
  private static final int MOST = 100;
  private static final int MOST_NAMED = 10;
  private static final Pattern FLOW =
      Pattern.compile("[A-Za-z0-9._-]{1,100}->[A-Za-z0-9._-]{1,100}");

  private final Set<String> keys = new LinkedHashSet<>();
  private final Set<String> firstForgotten = new LinkedHashSet<>();
  private long forgotten;
  private long forgottenUpTo = -1;

  /** Whether a key has the form of a flow, whose clusters the file may be yet to add. */
  static boolean looksLikeAFlow(String key) {
    return FLOW.matcher(key).matches();
  }

  /**
   * Takes one in as the newest.
   *
   * @param isPlace tells keys that have become a flow or a cluster since: they aren't forgotten
   * @return the one that is forgotten for it, if one is
   */
  Optional<String> add(String key, Predicate<String> isPlace) {
    keys.remove(key);
    while (keys.size() >= MOST) {
      Iterator<String> each = keys.iterator();
      String oldest = each.next();
      each.remove();
      if (!isPlace.test(oldest)) {
        keys.add(key);
        return Optional.of(oldest);
      }
    }
    keys.add(key);
    return Optional.empty();
  }

  void remove(String key) {
    keys.remove(key);
  }

  boolean contains(String key) {
    return keys.contains(key);
  }

  /** Whether the next one has another forgotten. */
  boolean isFull() {
    return keys.size() >= MOST;
  }

  /** Counts a record that was forgotten; from now on, none up to its offset is taken in again. */
  void countForgotten(String key, long offset) {
    forgotten++;
    if (firstForgotten.size() < MOST_NAMED) {
      firstForgotten.add(key);
    }
    forgottenUpTo = Math.max(forgottenUpTo, offset);
  }

  boolean isForgotten(long offset) {
    return offset <= forgottenUpTo;
  }

  /** How many records were forgotten that the topic still holds. */
  long forgotten() {
    return forgotten;
  }

  /** The keys of the first of them. */
  Set<String> firstForgotten() {
    return firstForgotten;
  }

  /** All that the topic holds is given again. */
  void countAnew() {
    forgotten = 0;
    firstForgotten.clear();
  }

  /** The offsets are those of another topic now. */
  void beginAnew() {
    countAnew();
    forgottenUpTo = -1;
  }
}
