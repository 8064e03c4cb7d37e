package io.chappe.acceptance.chaos;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a partition's copy differs from what is committed on the source.
 *
 * @param expected the source's committed records
 * @param found the copy's records
 */
record LogDifference(Contents.Log expected, Contents.Log found) {
  private static final int SHOWN = 8;

  /** Numbers of lost, repeated and other records, and what is around the first difference. */
  Optional<String> describe() {
    if (expected.records().equals(found.records())) {
      return Optional.empty();
    }
    Map<Numbered, Integer> times = new HashMap<>();
    found.records().forEach(each -> times.merge(each, 1, Integer::sum));
    Set<Numbered> committed = new HashSet<>(expected.records());
    long lost = committed.stream().filter(each -> !times.containsKey(each)).count();
    long repeated = times.values().stream().filter(count -> count > 1).count();
    long unwanted = times.keySet().stream().filter(each -> !committed.contains(each)).count();
    int first = firstDifference();
    return Optional.of(
        "committed=%d found=%d lost=%d repeated=%d neverCommitted=%d, first difference at %d:%n"
                .formatted(
                    expected.records().size(),
                    found.records().size(),
                    lost,
                    repeated,
                    unwanted,
                    first)
            + "    expected %s%n    found    %s"
                .formatted(around(expected, first), around(found, first)));
  }

  private int firstDifference() {
    List<Numbered> one = expected.records();
    List<Numbered> other = found.records();
    int index = 0;
    while (index < one.size() && index < other.size() && one.get(index).equals(other.get(index))) {
      index++;
    }
    return index;
  }

  private static String around(Contents.Log log, int index) {
    StringBuilder text = new StringBuilder();
    for (int i = Math.max(0, index - 1); i < Math.min(log.records().size(), index + SHOWN); i++) {
      Numbered each = log.records().get(i);
      text.append('@').append(log.offsets().get(i)).append('=').append(each.producer());
      text.append('/').append(each.number()).append(each.aborted() ? "/abort " : " ");
    }
    return text.append(index >= log.records().size() ? "(end)" : "...").toString();
  }
}
