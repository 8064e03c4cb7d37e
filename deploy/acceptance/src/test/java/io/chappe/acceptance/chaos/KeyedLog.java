package io.chappe.acceptance.chaos;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Records of one partition as a consumer has seen them, and how a compacted copy compares. */
final class KeyedLog {
  private final List<Keyed> records = new ArrayList<>();
  private final List<Long> offsets = new ArrayList<>();

  /** Notes what comes next; what a consumer sees again after a broker's end counts once. */
  void add(long offset, Keyed keyed) {
    if (offsets.isEmpty() || offset > offsets.getLast()) {
      offsets.add(offset);
      records.add(keyed);
    }
  }

  int size() {
    return records.size();
  }

  /** The newest record. */
  Optional<Keyed> last() {
    return records.isEmpty() ? Optional.empty() : Optional.of(records.getLast());
  }

  /**
   * Whether what {@code copy} has of this log is in its order and there once. The cleaner may have
   * removed any of it.
   *
   * @param announced how many records may come again
   */
  Optional<String> disorderOf(KeyedLog copy, long announced) {
    Map<Keyed, Integer> places = new HashMap<>();
    for (int place = 0; place < records.size(); place++) {
      places.put(records.get(place), place);
    }
    int wrong = 0;
    boolean foreign = false;
    int previous = -1;
    String first = "";
    for (int index = 0; index < copy.records.size(); index++) {
      Integer place = places.get(copy.records.get(index));
      if (place == null || place <= previous) {
        foreign |= place == null;
        String kind = place == null ? "isn't the source's" : "comes after " + records.get(previous);
        first =
            wrong++ == 0
                ? "@%d %s %s".formatted(copy.offsets.get(index), copy.records.get(index), kind)
                : first;
      }
      previous = place == null ? previous : Math.max(previous, place);
    }
    return wrong == 0 || (!foreign && wrong <= announced)
        ? Optional.empty()
        : Optional.of(
            "%d of %d records again, out of order or foreign, %d were announced, first %s"
                .formatted(wrong, copy.size(), announced, first));
  }

  /** Whether each key has the same last value here and in {@code copy}. */
  Optional<String> staleness(KeyedLog copy) {
    Map<String, Keyed> expected = lastByKey(records);
    Map<String, Keyed> found = lastByKey(copy.records);
    List<String> stale =
        expected.values().stream()
            .filter(each -> !isCurrent(each, found.get(each.key())))
            .map(each -> each + " is " + found.get(each.key()))
            .toList();
    return stale.isEmpty() ? Optional.empty() : Optional.of("keys that differ: " + stale);
  }

  /** A tombstone may be gone; an older value of its key may not be there instead. */
  private static boolean isCurrent(Keyed expected, Keyed found) {
    return Objects.equals(expected, found) || (found == null && expected.tombstone());
  }

  private static Map<String, Keyed> lastByKey(Collection<Keyed> records) {
    Map<String, Keyed> last = new HashMap<>();
    records.forEach(each -> last.put(each.key(), each));
    return last;
  }
}
