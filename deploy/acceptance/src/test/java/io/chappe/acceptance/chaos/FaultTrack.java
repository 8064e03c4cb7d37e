package io.chappe.acceptance.chaos;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/**
 * One fault after the other, with pauses. Tracks run side by side, so that faults of different
 * tracks overlap. The kinds are dealt like cards: every kind comes once before one comes again.
 */
final class FaultTrack implements Callable<Void> {
  /** Long enough for partitions to be taken over and copied, mostly. */
  static final Pauses SHORT_PAUSES = new Pauses(3_000, 8_000);

  /**
   * How long a track waits before each fault, in milliseconds.
   *
   * @param shortest the least
   * @param longest not reached
   */
  record Pauses(int shortest, int longest) {}

  private final Random random;
  private final List<Fault> kinds;
  private final Pauses pauses;
  private final BooleanSupplier over;

  FaultTrack(long seed, List<Fault> kinds, Pauses pauses, BooleanSupplier over) {
    this.random = new Random(seed);
    this.kinds = List.copyOf(kinds);
    this.pauses = pauses;
    this.over = over;
  }

  @Override
  public Void call() throws InterruptedException {
    Deque<Fault> deck = new ArrayDeque<>();
    while (!over.getAsBoolean()) {
      Fault.last(random, pauses.shortest(), pauses.longest());
      if (deck.isEmpty()) {
        List<Fault> shuffled = new ArrayList<>(kinds);
        Collections.shuffle(shuffled, random);
        deck.addAll(shuffled);
      }
      deck.pop().inject(random);
    }
    return null;
  }
}
