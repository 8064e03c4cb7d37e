package io.chappe.replicator;

import io.chappe.lag.LagSum;
import io.chappe.replicator.lag.FlowLag;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The metrics of each topic of a flow, up to a number of topics; those of the others together. They
 * come with a topic's first event, and go when it is no longer replicated. Written on the thread of
 * the copy loop, but for {@link #close}.
 */
final class TopicSeries implements AutoCloseable {
  private final MeterRegistry registry;
  private final Tags flowTags;
  private final FlowLag lag;
  private final long most;
  private final Map<String, Series> topics = new ConcurrentHashMap<>();
  private volatile Optional<Series> others = Optional.empty();

  /** No topic has such a name. */
  private static final String OTHERS = "*";

  private record Series(
      Counter records, Counter bytes, Counter batches, List<Meter> gauges, List<Meter> rare) {}

  /**
   * @param most topics that have series of their own at most
   */
  TopicSeries(MeterRegistry registry, Tags flowTags, FlowLag lag, long most) {
    this.most = most;
    this.registry = registry;
    this.flowTags = flowTags;
    this.lag = lag;
  }

  /** Makes a topic's series exist. */
  void show(String topic) {
    of(topic);
  }

  void copied(String topic, int records, int bytes) {
    Series series = of(topic);
    series.records.increment(records);
    series.bytes.increment(bytes);
    series.batches.increment();
  }

  void lostOnSource(String topic, long offsets) {
    rare(
            topic,
            counter(
                "chappe.source.lost.offsets",
                "Offsets that the source deleted before they were copied",
                flowTags.and("topic", topic)))
        .increment(offsets);
  }

  void buried(String topic) {
    rare(
            topic,
            counter(
                "chappe.dead.letters",
                "Records written to the dead-letter topic instead of being copied",
                flowTags.and("topic", topic)))
        .increment();
  }

  /** A series that most topics never need. */
  private Counter rare(String topic, Counter counter) {
    List<Meter> known = of(topic).rare;
    if (!known.contains(counter)) {
      known.add(counter);
    }
    return counter;
  }

  /** Removes the series of all topics but these. */
  void retain(Set<String> replicated) {
    topics
        .entrySet()
        .removeIf(
            each -> {
              boolean gone = !replicated.contains(each.getKey());
              if (gone) {
                remove(each.getValue());
              }
              return gone;
            });
    if (topics.keySet().containsAll(replicated)) {
      others.ifPresent(this::remove);
      others = Optional.empty();
    }
  }

  private void remove(Series series) {
    series.gauges.forEach(registry::remove);
    series.rare.forEach(registry::remove);
    List.of(series.records, series.bytes, series.batches).forEach(registry::remove);
  }

  private Series of(String topic) {
    Series known = topics.get(topic);
    if (known != null) {
      return known;
    }
    if (topics.size() < most) {
      return topics.computeIfAbsent(topic, name -> register(name, () -> lag.of(name)));
    }
    if (others.isEmpty()) {
      others = Optional.of(register(OTHERS, () -> lag.ofAllBut(topics.keySet())));
    }
    return others.get();
  }

  private Series register(String topic, Supplier<LagSum> behind) {
    Tags tags = flowTags.and("topic", topic);
    List<Meter> gauges =
        List.of(
            Gauge.builder("chappe.lag.records", () -> behind.get().recordsOfAll())
                .tags(tags)
                .description("Records on the source that aren't durable on the target")
                .register(registry),
            Gauge.builder("chappe.recovery.point", () -> behind.get().seconds().orElse(Double.NaN))
                .baseUnit("seconds")
                .tags(tags)
                .description("Seconds that would be lost if the source vanished now")
                .register(registry));
    return new Series(
        counter("chappe.records", "Records copied", tags),
        counter("chappe.bytes", "Bytes of the copied batches, compressed as they are", tags),
        counter("chappe.batches", "Record batches copied", tags),
        gauges,
        new ArrayList<>());
  }

  private Counter counter(String name, String description, Tags tags) {
    return Counter.builder(name).tags(tags).description(description).register(registry);
  }

  /** What was counted stays, for a flow that goes on under another configuration. */
  @Override
  public void close() {
    topics.values().forEach(series -> series.gauges.forEach(registry::remove));
    others.ifPresent(series -> series.gauges.forEach(registry::remove));
  }
}
