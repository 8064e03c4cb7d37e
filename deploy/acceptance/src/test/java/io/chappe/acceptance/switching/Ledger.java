package io.chappe.acceptance.switching;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * What the application has read, in order, and where administrators have put it. It goes on where
 * it was, or where it was put last: from there on each committed record comes once and in order.
 */
final class Ledger {
  private final Map<TopicPartition, List<Entry>> entries = new HashMap<>();
  private final Map<TopicPartition, Long> next = new HashMap<>();

  private record Entry(String what, long number, boolean turn) {}

  /** The application has read a record. */
  void read(String session, TopicPartition partition, long number) {
    add(partition, new Entry(session, number, false));
    next.put(partition, number + 1);
  }

  /** An administrator wants the application to go on with that record. */
  void turn(String event, TopicPartition partition, long number) {
    add(partition, new Entry(event, number, true));
    next.put(partition, number);
  }

  private void add(TopicPartition partition, Entry entry) {
    entries.computeIfAbsent(partition, each -> new ArrayList<>()).add(entry);
  }

  /** The least number that the application is to read next; not all numbers are committed. */
  long next(TopicPartition partition) {
    return next.getOrDefault(partition, 0L);
  }

  /** The same of all partitions that were read. */
  Map<TopicPartition, Long> next() {
    return Map.copyOf(next);
  }

  /**
   * Compares what was read with what was written.
   *
   * @param written the numbers of all records that were committed
   * @param twice the numbers of records that are in a copy more than once, which can be where it
   *     was deleted and created again
   */
  Findings judge(
      Map<TopicPartition, NavigableSet<Long>> written, Map<TopicPartition, Set<Long>> twice) {
    Findings findings = new Findings();
    written.forEach(
        (partition, numbers) ->
            judge(partition, numbers, twice.getOrDefault(partition, Set.of()), findings));
    return findings;
  }

  private void judge(
      TopicPartition partition, NavigableSet<Long> written, Set<Long> twice, Findings findings) {
    Set<Long> seen = new HashSet<>();
    long expected = 0;
    for (Entry entry : entries.getOrDefault(partition, List.of())) {
      long number = entry.number();
      if (entry.turn()) {
        expected = number;
        continue;
      }
      Long due = written.ceiling(expected);
      boolean isDue = due != null && due == number;
      if (!isDue && twice.contains(number)) {
        findings.copiedTwice++;
        continue;
      }
      findings.read++;
      findings.again += seen.add(number) ? 0 : 1;
      String where = partition + " in " + entry.what();
      if (!written.contains(number)) {
        findings.differences.add("%s: %d was never committed".formatted(where, number));
      } else if (number < expected) {
        findings.repeated++;
        findings.differences.add("%s: %d instead of %s".formatted(where, number, due));
      } else if (!isDue) {
        int passed = written.subSet(expected, number).size();
        findings.passed += passed;
        findings.differences.add(
            "%s: %d instead of %s, %d passed".formatted(where, number, due, passed));
      }
      expected = number + 1;
    }
    int left = written.tailSet(expected).size();
    if (left > 0) {
      findings.passed += left;
      findings.differences.add("%s: the last %d were not read".formatted(partition, left));
    }
  }

  /** What was found. */
  static final class Findings {
    private long read;
    private long again;
    private long copiedTwice;
    private long repeated;
    private long passed;
    private final List<String> differences = new ArrayList<>();

    /** Records read, each as often as it was. */
    long read() {
      return read;
    }

    /** Of these, how many had been read before, by an administrator's will. */
    long again() {
      return again - repeated;
    }

    /** Records that a copy held more than once, and that were read out of turn there. */
    long copiedTwice() {
      return copiedTwice;
    }

    /** Records that were read again though nobody wanted that. */
    long repeated() {
      return repeated;
    }

    /** Records that were passed though nobody wanted that. */
    long passed() {
      return passed;
    }

    /** Each fault. */
    List<String> differences() {
      return List.copyOf(differences);
    }
  }
}
