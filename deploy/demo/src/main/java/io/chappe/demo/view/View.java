package io.chappe.demo.view;

import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Shows what running services do, from nothing but their health and metrics over HTTP: on a
 * terminal as a screen that refreshes in place, elsewhere as plain lines.
 */
public final class View implements AutoCloseable {
  private static final Duration REFRESH = Duration.ofSeconds(1);
  private static final int PLAIN_EVERY = 3;

  private final List<Endpoint> endpoints;
  private final String title;
  private final String remark;
  private final List<String> hints;
  private final PrintStream plain;
  private final boolean onScreen;
  private final Observer observer;
  private final Poller poller = new Poller();
  private final Terminal terminal = new Terminal();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "view");

  /**
   * Makes a view; nothing is shown before {@link #start()}.
   *
   * @param endpoints the services
   * @param title first words on the screen
   * @param remark last words of the screen's first line
   * @param hints lines at the end of the screen, the most important first
   * @param plain where lines go when there is no screen, or null to show a screen
   */
  public View(
      List<Endpoint> endpoints,
      String title,
      String remark,
      List<String> hints,
      PrintStream plain) {
    this.endpoints = List.copyOf(endpoints);
    this.title = title;
    this.remark = remark;
    this.hints = List.copyOf(hints);
    this.plain = plain;
    this.onScreen = plain == null;
    this.observer = new Observer(this.endpoints);
  }

  /** Whether this process has a terminal on which a screen makes sense. */
  public static boolean hasScreen() {
    return Terminal.isInteractive();
  }

  /** Begins to show, in a thread of its own. */
  public void start() {
    thread.setDaemon(true);
    thread.start();
  }

  /** Stops showing, and gives the terminal back. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      terminal.close();
    }
  }

  private void run() {
    try {
      int round = 0;
      do {
        look();
        if (closing.getCount() > 0) {
          show(round++);
        }
      } while (!closing.await(REFRESH.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    Map<Endpoint, CompletableFuture<Scrape>> looks = new LinkedHashMap<>();
    endpoints.forEach(endpoint -> looks.put(endpoint, poller.poll(endpoint)));
    looks.forEach((endpoint, scrape) -> observer.add(endpoint, scrape.join()));
  }

  private void show(int round) {
    if (onScreen) {
      ScreenSize size = terminal.size();
      Screen screen = new Screen(size, true);
      terminal.show(screen.lines(observer.snapshot(), title, remark, hints), size.rows());
    } else if (round % PLAIN_EVERY == PLAIN_EVERY - 1) {
      PlainReport.lines(observer.snapshot()).forEach(plain::println);
    }
  }
}
