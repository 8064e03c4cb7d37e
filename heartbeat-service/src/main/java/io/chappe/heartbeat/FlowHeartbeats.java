package io.chappe.heartbeat;

import io.chappe.config.FlowConfig;
import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.service.FlowHealth;
import io.chappe.status.FlowStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.connect.mirror.Heartbeat;
import org.slf4j.LoggerFactory;

/**
 * What is known of one flow's heartbeats: how many were written, how old the newest one on the
 * target is, what fails. Thread-safe.
 */
final class FlowHeartbeats {
  private static final Duration SHORTEST_LATENESS = Duration.ofSeconds(30);
  private static final int LATE_INTERVALS = 10;

  private static final String LOOP = "taking turns";

  private volatile FlowConfig flow;
  private final String writing;
  private final String reading;
  private final String arrival;
  private final String group;
  private final String topics;
  private final InstantSource clock;
  private final FlowHealth health;
  private final Counter written;
  private final MeterRegistry meters;
  private final Tags tags;
  private volatile long sinceMs;
  private volatile boolean emits;
  private boolean expected;
  private final AtomicLong newestMs = new AtomicLong(Long.MIN_VALUE);

  FlowHeartbeats(FlowConfig flow, MeterRegistry meters, InstantSource clock) {
    this.flow = flow;
    this.writing = "writing to " + flow.id().source();
    this.reading = "reading from " + flow.id().target();
    this.arrival = "arrival on " + flow.id().target();
    this.group = "group on " + flow.id().source();
    this.topics = "topics of " + flow.id().target();
    this.clock = clock;
    this.meters = meters;
    this.health = new FlowHealth(flow.id(), LoggerFactory.getLogger(FlowHeartbeats.class));
    this.tags = Tags.of("source", flow.id().source(), "target", flow.id().target());
    this.written =
        Counter.builder("chappe.heartbeats")
            .description("Heartbeats written on the source.")
            .tags(tags)
            .register(meters);
    Gauge.builder("chappe.heartbeat.emitter", () -> emits ? 1 : 0)
        .description("1 where this instance writes the flow's heartbeats, else 0.")
        .tags(tags)
        .register(meters);
    expect();
  }

  /**
   * The age is told only where heartbeats are to arrive: what nobody copies grows old for nothing.
   */
  private synchronized void expect() {
    boolean now = flow.replicates(flow.naming().heartbeatsTopic());
    if (now && !expected) {
      // What came before a while without any says nothing of the time since.
      newestMs.set(Long.MIN_VALUE);
      sinceMs = clock.millis();
      TimeGauge.builder("chappe.heartbeat.age", this::ageMs, TimeUnit.MILLISECONDS)
          .description(
              "Age of the newest heartbeat seen on the target; before the first, time since start.")
          .tags(tags)
          .register(meters);
    } else if (!now) {
      remove("chappe.heartbeat.age");
      health.forget(arrival);
    }
    expected = now;
  }

  private void remove(String gauge) {
    meters.find(gauge).tags(tags).meters().forEach(meters::remove);
  }

  /** Takes the gauges away. */
  void close() {
    remove("chappe.heartbeat.age");
    remove("chappe.heartbeat.emitter");
  }

  FlowConfig flow() {
    return flow;
  }

  /** Goes over to another configuration of the same flow between the same clusters. */
  void change(FlowConfig next) {
    flow = next;
    expect();
  }

  /** Whether this instance is the one that emits. */
  boolean emits() {
    return emits;
  }

  void emits(boolean now) {
    emits = now;
  }

  /** Takes notice that this instance is a member of the group that chooses the emitter. */
  void member() {
    health.succeeded(group);
    if (!emits) {
      health.forget(writing);
    }
  }

  void notMember(Throwable thrown) {
    count(thrown);
    health.failed(group, thrown);
  }

  /** The heartbeat to write now. */
  Heartbeat next() {
    return new Heartbeat(flow.id().source(), flow.id().target(), clock.millis());
  }

  void written() {
    written.increment();
    health.succeeded(writing);
  }

  void notWritten(Throwable thrown) {
    count(thrown);
    health.failed(writing, thrown);
  }

  /** Takes notice of a heartbeat on the target, if it is one of this flow. */
  void seen(Heartbeat heartbeat) {
    if (heartbeat.sourceClusterAlias().equals(flow.id().source())
        && heartbeat.targetClusterAlias().equals(flow.id().target())) {
      newestMs.accumulateAndGet(heartbeat.timestamp(), Math::max);
    }
  }

  /** Takes notice that the target's heartbeats could not be read. */
  void notSeen(Throwable thrown) {
    count(thrown);
    health.failed(reading, thrown);
  }

  void following() {
    health.succeeded(reading);
  }

  /** Takes notice that the loop can't take its turns as it should. */
  void turnFailed(Throwable thrown) {
    count(thrown);
    health.failed(LOOP, thrown);
  }

  void turns() {
    health.succeeded(LOOP);
  }

  /** Takes notice that the target's topics could be listed. */
  void listed() {
    health.succeeded(topics);
  }

  void notListed(Throwable thrown) {
    count(thrown);
    health.failed(topics, thrown);
  }

  /** Decides whether the heartbeats arrive in time. Called now and then. */
  synchronized void judge() {
    if (!expected) {
      return;
    }
    long age = ageMs();
    if (age > lateness().toMillis()) {
      String message =
          "no heartbeat on %s for %d s: is it reachable, and does a replicator run for this flow?"
              .formatted(flow.id().target(), TimeUnit.MILLISECONDS.toSeconds(age));
      health.failed(arrival, new Failure.Retry(Reason.HEARTBEAT_LATE, message));
    } else if (newestMs.get() != Long.MIN_VALUE) {
      health.succeeded(arrival);
    }
  }

  /**
   * @param ages the age in milliseconds of the newest heartbeat of each path to be told of here
   */
  FlowStatus status(Map<HeartbeatPath, Long> ages) {
    Map<String, String> details = new HashMap<>();
    details.put("written", Long.toString((long) written.count()));
    details.put("written by", emits ? "this instance" : "another instance, or none yet");
    details.put("newest on target", newest());
    ages.forEach(
        (path, age) ->
            details.put("path " + path, "%d hops, %d ms old".formatted(path.hops(), age)));
    return health.status(details);
  }

  private synchronized String newest() {
    if (!expected) {
      return "not replicated, by configuration";
    }
    return newestMs.get() == Long.MIN_VALUE ? "none seen yet" : ageMs() + " ms old";
  }

  private long ageMs() {
    long newest = newestMs.get();
    return clock.millis() - (newest == Long.MIN_VALUE ? sinceMs : newest);
  }

  private Duration lateness() {
    Duration byInterval = flow.heartbeats().emitInterval().multipliedBy(LATE_INTERVALS);
    return byInterval.compareTo(SHORTEST_LATENESS) > 0 ? byInterval : SHORTEST_LATENESS;
  }

  private void count(Throwable thrown) {
    Counter.builder("chappe.errors")
        .description("Failed attempts, by reason.")
        .tags(tags.and("reason", Reason.of(thrown).word()))
        .register(meters)
        .increment();
  }
}
