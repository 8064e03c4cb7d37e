package io.chappe.demo.view;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The last few seconds of one service: what makes rates out of counters. */
final class Window {
  private final long lengthNanos;
  private final Deque<Scrape> scrapes = new ArrayDeque<>();

  /** {@code lengthNanos} is how far back it looks. */
  Window(long lengthNanos) {
    this.lengthNanos = lengthNanos;
  }

  void add(Scrape scrape) {
    boolean restarted = !scrapes.isEmpty() && isUnanswered(scrapes.getLast());
    if (restarted) {
      scrapes.clear();
    }
    scrapes.addLast(scrape);
    while (scrapes.size() > 2 && scrape.nanos() - scrapes.getFirst().nanos() > lengthNanos) {
      scrapes.removeFirst();
    }
  }

  /** The newest scrape. */
  Scrape last() {
    return scrapes.isEmpty() ? Scrape.unanswered(0) : scrapes.getLast();
  }

  /** The newest series that {@code wanted} picks. */
  Stream<Series> series(Predicate<Series> wanted) {
    return last().samples().keySet().stream().filter(wanted);
  }

  /** The newest value. */
  double value(Series series) {
    return last().samples().getOrDefault(series, Double.NaN);
  }

  /**
   * By how much a counter grew in the window. One that wasn't there at its beginning has grown from
   * zero; one that went down was restarted, and has grown by what it is now.
   */
  double growth(Series series) {
    double now = value(series);
    double before = scrapes.getFirst().samples().getOrDefault(series, 0.0);
    return scrapes.size() < 2 ? Double.NaN : now >= before ? now - before : now;
  }

  /** Growth in a second. */
  double rate(Series series) {
    double seconds = (scrapes.getLast().nanos() - scrapes.getFirst().nanos()) / 1e9;
    return seconds <= 0 ? Double.NaN : growth(series) / seconds;
  }

  private static boolean isUnanswered(Scrape scrape) {
    return scrape.health().equals(Scrape.NO_ANSWER);
  }
}
