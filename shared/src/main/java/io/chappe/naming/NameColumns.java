package io.chappe.naming;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Names of one length in which dots stand for any character, however many places that may be at: a
 * name is compared place by place with all of them at once. Immutable.
 */
final class NameColumns {
  private final List<Map<Character, BitSet>> exact;
  private final List<BitSet> any;
  private final List<Integer> numbers;

  private NameColumns(List<Map<Character, BitSet>> exact, List<BitSet> any, List<Integer> numbers) {
    this.exact = exact;
    this.any = any;
    this.numbers = numbers;
  }

  /** The lowest number of a name that {@code name} is; {@link Integer#MAX_VALUE} if it is none. */
  int first(String name) {
    BitSet left = new BitSet(numbers.size());
    left.set(0, numbers.size());
    for (int place = 0; place < any.size() && !left.isEmpty(); place++) {
      BitSet fits = exact.get(place).get(name.charAt(place));
      left.and(fits == null ? any.get(place) : fits);
    }
    return left.isEmpty() ? Integer.MAX_VALUE : numbers.get(left.nextSetBit(0));
  }

  /** Collects the names. */
  static final class Builder {
    private record Written(String text, List<Integer> wild) {}

    private final int length;
    private final SortedMap<Integer, Written> names = new TreeMap<>();

    Builder(int length) {
      this.length = length;
    }

    /**
     * Adds a name.
     *
     * @param wild places at which any character will do
     */
    void add(int number, String text, List<Integer> wild) {
      names.put(number, new Written(text, wild));
    }

    NameColumns build() {
      List<Map<Character, BitSet>> exact = new ArrayList<>();
      List<BitSet> any = new ArrayList<>();
      for (int place = 0; place < length; place++) {
        exact.add(new HashMap<>());
        any.add(new BitSet());
      }
      int row = 0;
      for (Written name : names.values()) {
        for (int place : name.wild) {
          any.get(place).set(row);
        }
        for (int place = 0; place < length; place++) {
          if (!any.get(place).get(row)) {
            exact.get(place).computeIfAbsent(name.text.charAt(place), c -> new BitSet()).set(row);
          }
        }
        row++;
      }
      for (int place = 0; place < length; place++) {
        for (BitSet fits : exact.get(place).values()) {
          fits.or(any.get(place));
        }
      }
      return new NameColumns(exact, any, List.copyOf(names.keySet()));
    }
  }
}
