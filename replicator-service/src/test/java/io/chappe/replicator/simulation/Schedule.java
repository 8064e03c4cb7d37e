package io.chappe.replicator.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Supplier;

/** Virtual time, chance, and what happens next. The same seed gives the same schedule. */
final class Schedule {
  private record Event(long atMs, long order, Runnable action) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::atMs).thenComparingLong(Event::order));
  private final List<String> trace = new ArrayList<>();
  private final boolean traced;
  private final Random random;
  private long order;
  private long nowMs;

  Schedule(long seed, boolean traced) {
    this.random = new Random(seed);
    this.traced = traced;
  }

  long nowMs() {
    return nowMs;
  }

  /** Lets something happen in a while. */
  void after(long delayMs, Runnable action) {
    events.add(new Event(nowMs + delayMs, order++, action));
  }

  /** Lets the next thing happen; false if there is none before a time. */
  boolean step(long untilMs) {
    if (events.isEmpty() || events.peek().atMs() > untilMs) {
      nowMs = Math.max(nowMs, untilMs);
      return false;
    }
    Event event = events.poll();
    nowMs = event.atMs();
    event.action().run();
    return true;
  }

  /** A number from 0 to below a bound. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean percent(int percent) {
    return random.nextInt(100) < percent;
  }

  /** How long a message takes: mostly short, at times long enough to be overtaken by anything. */
  long delay() {
    return switch (below(12)) {
      case 0 -> below(400);
      case 1, 2 -> below(60);
      default -> 1 + below(5);
    };
  }

  /** Notes what happens, if somebody wants to read it. */
  void note(Supplier<String> text) {
    if (traced) {
      trace.add(String.format("%7d ms  %s", nowMs, text.get()));
    }
  }

  String trace() {
    return String.join("\n", trace);
  }
}
