package io.chappe.replicator;

import io.chappe.replicator.lag.FlowLag;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The metrics of each topic of a flow. They come with a topic's first event, and go when it is no
 * longer replicated. Written on the thread of the copy loop, but for {@link #close}.
 */
final class TopicSeries implements AutoCloseable {
  private final MeterRegistry registry;
  private final Tags flowTags;
  private final FlowLag lag;
  private final Map<String, Series> topics = new ConcurrentHashMap<>();

  private record Series(
      Counter records, Counter bytes, Counter batches, List<Meter> gauges, List<Meter> others) {}

  TopicSeries(MeterRegistry registry, Tags flowTags, FlowLag lag) {
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
    List<Meter> others = of(topic).others;
    if (!others.contains(counter)) {
      others.add(counter);
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
  }

  private void remove(Series series) {
    series.gauges.forEach(registry::remove);
    series.others.forEach(registry::remove);
    List.of(series.records, series.bytes, series.batches).forEach(registry::remove);
  }

  private Series of(String topic) {
    Series known = topics.get(topic);
    return known == null ? topics.computeIfAbsent(topic, this::register) : known;
  }

  private Series register(String topic) {
    Tags tags = flowTags.and("topic", topic);
    List<Meter> gauges =
        List.of(
            Gauge.builder("chappe.lag.records", () -> lag.of(topic).recordsOfAll())
                .tags(tags)
                .description("Records on the source that aren't durable on the target")
                .register(registry),
            Gauge.builder("chappe.recovery.point", () -> lag.of(topic).seconds().orElse(Double.NaN))
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
  }
}
