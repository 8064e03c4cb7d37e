package io.chappe.service;

import io.chappe.clients.InternalTopics;
import io.chappe.clients.KafkaClients;
import io.chappe.control.LiveConfiguration;
import io.chappe.failure.Failure;
import io.chappe.loop.ServiceLoop;
import io.chappe.naming.HomeTopics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets along with the home cluster: follows the overrides there, so that no flow starts that is
 * switched off there; on the thread {@code chappe-home} makes Chappe's own topics if they are
 * missing, and has the status published. Once flows run, a home cluster that is away, or doesn't
 * let us, stops nothing.
 */
final class HomeLink implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(HomeLink.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(3);
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration CLOSE_LIMIT = Duration.ofMillis(1500);

  /** How often to look at most whether topics that were there are to be made again. */
  private static final Duration MAKE_AGAIN = Duration.ofSeconds(10);

  private static final short DEFAULT_FACTOR = -1;

  private final StatusPublisher publisher;
  private final KafkaClients clients;
  private final ConfigTopic overrides;
  private final ServiceLoop loop;
  private boolean created;
  private long createdAt;
  private boolean answered;
  private String problem = "";
  private volatile boolean away;
  private volatile boolean without;

  HomeLink(LiveConfiguration live, StatusPublisher publisher) {
    this.publisher = publisher;
    this.clients =
        new KafkaClients(live.config().clusters().get(live.config().home()), "chappe-home");
    this.overrides = new ConfigTopic(clients, live::take);
    this.loop =
        new ServiceLoop(
            Thread.ofPlatform().daemon().name("chappe-home"),
            this::turn,
            new UnexpectedTrouble(),
            List.of());
  }

  /** Starts the threads; once. */
  void start() {
    overrides.start();
    loop.start();
  }

  /**
   * Waits until the overrides that there are have been given, or there is known to be no topic with
   * any.
   *
   * @return whether that is so
   */
  boolean awaitOverrides(Duration limit) throws InterruptedException {
    boolean known = overrides.awaitKnown(limit);
    away |= !known;
    return known;
  }

  /** Says that the flows start though nobody knows what is overridden. */
  void startWithout() {
    without = true;
    LOGGER.warn(
        "starting without {}: home={} doesn't answer; what stands there is applied as soon as it"
            + " does",
        HomeTopics.CONFIG,
        clients.alias());
  }

  /** Why the overrides can't be read now; empty if they can. */
  String problem() {
    return overrides.problem().orElse("");
  }

  private Duration turn() throws InterruptedException {
    if (!overrides.isKnown() && !overrides.seemsMissing() && !without) {
      return LOOK;
    }
    if (created && (overrides.isGone() || publisher.isFailing())) {
      // Deleted, or on a cluster that was built anew: nobody could change or see anything.
      created = System.nanoTime() - createdAt < MAKE_AGAIN.toNanos();
    }
    if (!created) {
      created = attempt("create", this::createTopics);
      createdAt = System.nanoTime();
      overrides.refresh();
    }
    // Who may not read the topic can still tell of itself, once the cluster has answered.
    if (overrides.isKnown() || (without && answered)) {
      publisher.publishIfDue();
    }
    return created ? StatusPublisher.TURN : AFTER_FAILURE;
  }

  /** What is neither the home cluster's silence nor its refusal. */
  private final class UnexpectedTrouble implements ServiceLoop.Trouble {
    @Override
    public void failed(Throwable thrown) {
      String now = "turn" + Failure.sortOf(thrown);
      if (!problem.equals(now)) {
        problem = now;
        LOGGER.error("unexpected, will retry: home={}", clients.alias(), thrown);
      }
    }

    @Override
    public void over() {
      problem = "";
      LOGGER.info("works again: home={}", clients.alias());
    }
  }

  private interface Step {
    void run() throws ExecutionException, InterruptedException;
  }

  private boolean attempt(String what, Step step) throws InterruptedException {
    try {
      step.run();
      answered = true;
      if (away) {
        away = false;
        LOGGER.info("home cluster is there: home={}", clients.alias());
      }
      return true;
    } catch (ExecutionException | KafkaException e) {
      Failure failure = Failure.of(e);
      answered |= !isSilence(e);
      // That it doesn't answer was said at the start.
      if (!problem.equals(what + Failure.sortOf(e)) && !(away && isSilence(e))) {
        problem = what + Failure.sortOf(e);
        LOGGER.warn(
            "home cluster: can't {} {} and {}, will retry: home={} reason={} message=\"{}\"",
            what,
            HomeTopics.CONFIG,
            HomeTopics.STATUS,
            clients.alias(),
            failure.reason(),
            failure.message());
      }
      return false;
    }
  }

  private static boolean isSilence(Throwable thrown) {
    return thrown instanceof TimeoutException || thrown.getCause() instanceof TimeoutException;
  }

  private void createTopics() throws ExecutionException, InterruptedException {
    try (Admin admin = clients.admin()) {
      InternalTopics.ensure(admin, HomeTopics.CONFIG, DEFAULT_FACTOR);
      InternalTopics.ensure(admin, HomeTopics.STATUS, DEFAULT_FACTOR);
    }
  }

  @Override
  public void close() {
    loop.end();
    loop.interrupt();
    overrides.close();
    loop.awaitEnd(CLOSE_LIMIT);
    publisher.bury(CLOSE_LIMIT);
  }
}
