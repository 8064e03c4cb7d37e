package io.chappe.heartbeat.lag;

import io.chappe.config.FlowConfig;
import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.lag.LagBook;
import io.chappe.lag.PositionNote;
import io.chappe.lag.SourceEnd;
import io.chappe.lag.SourceEnds;
import io.chappe.loop.ServiceLoop;
import io.chappe.naming.FlowId;
import io.chappe.service.FlowHealth;
import io.chappe.service.LoopWatch;
import io.chappe.service.RunningFlow;
import io.chappe.status.FlowStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.LoggerFactory;

/**
 * Knows how far one flow's copy is behind, by asking its source and nobody else. Owns the thread
 * {@code lag-<flow>}, so a source that is away delays no other flow.
 *
 * <p>Each turn, of 4 s, or 2 ms for each partition if that is more, but never above 8 s: a
 * ListOffsets request to each broker that leads some of the partitions, another one for what isn't
 * copied to its end, and one OffsetFetch (with a FindCoordinator before it). {@link SelectedTopics}
 * says what is asked for besides, {@link Beginnings} what partitions without a position cost. With
 * 10,000 partitions on three brokers that is one request a second, and about 1 MB of answers each
 * turn.
 *
 * <p>Every question has a limit. One that isn't answered leaves what is known as it is: it ceases
 * to count twelve seconds after the source last told it, and the recovery point goes on ageing.
 */
final class LagObserver implements RunningFlow {
  private static final Duration SHORTEST_TURN = Duration.ofSeconds(4);
  private static final Duration LONGEST_TURN = Duration.ofSeconds(8);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);
  private static final Duration TURN_FOR_EACH = Duration.ofMillis(2);
  private static final Duration VALIDITY = Duration.ofSeconds(12);
  private static final Duration LIST_VALIDITY = Duration.ofSeconds(60);
  private static final Duration MAXIMAL_SILENCE = Duration.ofSeconds(90);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(4);
  private static final long CACHED_MS = 500;

  private final FlowId id;
  private final LagSource source;
  private final MeterRegistry meters;
  private final LoopWatch loops;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final LagBook book;
  private final SelectedTopics topics;
  private final Beginnings beginnings;
  private final FlowHealth health;
  private final String subject;
  private final LagMeters gauges;
  private final ServiceLoop loop;
  private LoopWatch.Loop watched;
  private Set<String> copied = Set.of();
  private Set<TopicPartition> gone = Set.of();
  private boolean endsMissed;
  private volatile FlowConfig flow;
  private volatile State state;
  private volatile Cached cached;

  private record State(
      List<TopicPartition> partitions,
      Set<TopicPartition> without,
      Set<TopicPartition> resting,
      long listedMs,
      boolean listed) {}

  private record Cached(State state, boolean paused, long atMs, LagFigures figures) {}

  /**
   * @param source asked by the flow's own thread; closed with it
   * @param clock for timestamps and ages
   * @param nanoTime monotonic, for pauses
   */
  LagObserver(
      FlowConfig flow,
      LagSource source,
      MeterRegistry meters,
      LoopWatch loops,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.id = flow.id();
    this.flow = flow;
    this.source = source;
    this.meters = meters;
    this.loops = loops;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.book = new LagBook(VALIDITY, clock::millis);
    this.topics = new SelectedTopics(source, nanoTime);
    this.beginnings = new Beginnings(source, clock);
    this.health = new FlowHealth(id, LoggerFactory.getLogger(LagObserver.class));
    this.subject = "lag on " + id.source();
    this.state = new State(List.of(), Set.of(), Set.of(), clock.millis(), false);
    this.gauges = new LagMeters(id, meters, this::figures, this::isPaused);
    this.loop =
        new ServiceLoop(
            Thread.ofPlatform().name("lag-" + id), this::turn, new TurnTrouble(), List.of(source));
  }

  @Override
  public void start() {
    watched = loops.register("lag-" + id, MAXIMAL_SILENCE);
    loop.start();
  }

  @Override
  public boolean change(FlowConfig before, FlowConfig next) {
    if (!before.source().equals(next.source())) {
      return false;
    }
    flow = next;
    askSoon();
    return true;
  }

  /** All topics of the source, as last told; empty before that. */
  Set<String> sourceTopics() {
    return topics.listed();
  }

  /** Cuts the pause before the next turn short. */
  void askSoon() {
    loop.wake();
  }

  /** Takes a turn and returns the pause until the next. */
  Duration turn() throws InterruptedException {
    if (watched != null) {
      watched.tick();
    }
    long begun = nanoTime.getAsLong();
    try {
      look(flow);
      health.succeeded(subject);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      failed(e);
    }
    Duration period = TURN_FOR_EACH.multipliedBy(state.partitions().size());
    period = period.compareTo(SHORTEST_TURN) < 0 ? SHORTEST_TURN : period;
    period = period.compareTo(LONGEST_TURN) > 0 ? LONGEST_TURN : period;
    Duration left = period.minusNanos(nanoTime.getAsLong() - begun);
    return left.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : left;
  }

  private void look(FlowConfig now)
      throws InterruptedException, ExecutionException, TimeoutException {
    long listedMs = clock.millis();
    if (topics.look(now, copied)) {
      Set<TopicPartition> selected = Set.copyOf(topics.partitions());
      book.retain(selected::contains);
      state = new State(topics.partitions(), state.without(), state.resting(), listedMs, true);
    }
    long askedMs = clock.millis();
    SourceEnds.Answer ends = source.ends(topics.partitions(), book::position);
    // After the ends: what is committed by now was there when the ends were as they were told.
    Map<TopicPartition, OffsetAndMetadata> committed = source.positions();
    take(now, ends.ends(), committed, askedMs);
    copied = committed.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet());
    boolean missed = ends.failure().isPresent();
    if (missed || isUnheardOf(now, committed.keySet())) {
      topics.lookSoon();
    }
    // A topic that was deleted since it was listed is no trouble: the next turn knows.
    if (missed && endsMissed) {
      throw new ExecutionException(ends.failure().get());
    }
    endsMissed = missed;
  }

  /** What was known of the copy of those that are gone is forgotten, once. */
  private Map<TopicPartition, OffsetAndMetadata> withoutThoseGone(
      Map<TopicPartition, OffsetAndMetadata> committed) {
    Map<TopicPartition, OffsetAndMetadata> there = new HashMap<>(committed);
    there.values().removeIf(each -> PositionNote.of(each).nothingThere());
    Set<TopicPartition> found = new HashSet<>(committed.keySet());
    found.removeAll(there.keySet());
    found.stream().filter(each -> !gone.contains(each)).forEach(book::forget);
    gone = found;
    return there;
  }

  private void take(
      FlowConfig now,
      Map<TopicPartition, SourceEnd> ends,
      Map<TopicPartition, OffsetAndMetadata> all,
      long askedMs)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, OffsetAndMetadata> committed = withoutThoseGone(all);
    Set<TopicPartition> without = new HashSet<>(ends.keySet());
    without.removeAll(committed.keySet());
    beginnings
        .of(now, without)
        .forEach((partition, beginning) -> begin(partition, beginning, ends.get(partition)));
    Set<TopicPartition> resting = new HashSet<>();
    for (TopicPartition each : topics.partitions()) {
      OffsetAndMetadata position = committed.get(each);
      PositionNote note =
          all.containsKey(each) ? PositionNote.of(all.get(each)) : PositionNote.NONE;
      if (position != null) {
        book.positioned(each, position.offset());
        note.newestMs().ifPresent(ms -> book.copied(each, ms));
      }
      if (note.stopped() || now.naming().isHeartbeatsTopic(each.topic())) {
        resting.add(each);
      }
    }
    book.ended(ends, askedMs);
    State before = state;
    state =
        new State(
            topics.partitions(),
            Set.copyOf(without),
            Set.copyOf(resting),
            before.listedMs(),
            before.listed());
  }

  /** What is missing is missing since its first record was written. */
  private void begin(TopicPartition partition, LagSource.Beginning beginning, SourceEnd end) {
    long offset = beginning.offset().orElse(end.highWatermark());
    book.positioned(partition, offset);
    if (offset < end.lastStable()) {
      beginning.timestampMs().ifPresent(ms -> book.copied(partition, ms));
    }
  }

  private boolean isUnheardOf(FlowConfig now, Set<TopicPartition> committed) {
    Set<TopicPartition> known = Set.copyOf(topics.partitions());
    return committed.stream()
        .anyMatch(each -> !known.contains(each) && now.replicates(each.topic()));
  }

  /** How far the copy is behind now. From any thread; asks nobody. */
  LagFigures figures() {
    long now = clock.millis();
    State seen = state;
    boolean paused = isPaused();
    Cached before = cached;
    if (before != null
        && before.state() == seen
        && before.paused() == paused
        && now - before.atMs() < CACHED_MS) {
      return before.figures();
    }
    LagFigures figures =
        LagFigures.of(
            new LagFigures.Found(
                seen.partitions(),
                seen.without(),
                seen.resting(),
                paused,
                seen.listedMs(),
                seen.listed() && now - seen.listedMs() <= LIST_VALIDITY.toMillis()),
            book);
    cached = new Cached(seen, paused, now, figures);
    return figures;
  }

  private boolean isPaused() {
    return flow.copy().paused();
  }

  FlowStatus status() {
    return health.status(Map.of());
  }

  private void failed(Throwable thrown) {
    Failure failure = Failure.of(thrown);
    if (failure.reason() == Reason.REQUEST_TIMED_OUT) {
      health.failed(subject, new Failure.Retry(failure.reason(), "some brokers don't answer"));
    } else {
      health.failed(subject, thrown);
    }
    Counter.builder("chappe.errors")
        .description("Failed attempts, by reason.")
        .tags("source", id.source(), "target", id.target(), "reason", failure.reason().word())
        .register(meters)
        .increment();
  }

  /** What no cluster accounts for. */
  private final class TurnTrouble implements ServiceLoop.Trouble {
    @Override
    public void failed(Throwable thrown) {
      LagObserver.this.failed(thrown);
    }

    @Override
    public void over() {}
  }

  @Override
  public void close() {
    // Before anybody else has the same ones.
    gauges.close();
    loop.end();
    loop.interrupt();
    loop.awaitEnd(CLOSE_LIMIT);
    if (watched != null) {
      watched.close();
    }
  }
}
