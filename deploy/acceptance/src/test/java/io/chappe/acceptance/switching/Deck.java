package io.chappe.acceptance.switching;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Deals events: before sessions of one side every kind comes once before one comes again. */
final class Deck {
  private final List<Event> kinds;
  private final Random random;
  private final Map<Side, Deque<Event>> left = new EnumMap<>(Side.class);

  Deck(List<Event> kinds, Random random) {
    this.kinds = List.copyOf(kinds);
    this.random = random;
  }

  /** The event before a session on that side. */
  Event before(Side side) {
    Deque<Event> cards = left.computeIfAbsent(side, each -> new ArrayDeque<>());
    if (cards.isEmpty()) {
      List<Event> shuffled =
          new ArrayList<>(kinds.stream().filter(each -> each.suits().before(side)).toList());
      Collections.shuffle(shuffled, random);
      cards.addAll(shuffled);
    }
    return cards.pop();
  }
}
