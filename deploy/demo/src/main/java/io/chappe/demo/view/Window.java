package io.chappe.demo.view;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The last few seconds of one service: what makes rates out of counters. */
final class Window {
  private static final long LENGTH_NANOS = TimeUnit.SECONDS.toNanos(10);
  // A busy service may miss a look now and then; only one that stays silent is away.
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Deque<Scrape> scrapes = new ArrayDeque<>();

  void add(Scrape scrape) {
    if (!scrape.health().equals(Scrape.NO_ANSWER)) {
      scrapes.addLast(scrape);
      while (scrapes.size() > 2 && scrape.nanos() - scrapes.getFirst().nanos() > LENGTH_NANOS) {
        scrapes.removeFirst();
      }
    } else if (!scrapes.isEmpty() && scrape.nanos() - scrapes.getLast().nanos() > SILENCE_NANOS) {
      scrapes.clear();
    }
  }

  /** The newest scrape with an answer, unless it is too old. */
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
}
