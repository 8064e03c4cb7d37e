package io.chappe.demo.view;

import io.chappe.demo.view.Snapshot.FlowRow;
import io.chappe.demo.view.Snapshot.ServiceRow;
import io.chappe.demo.view.Snapshot.TopicRow;
import io.chappe.demo.view.Snapshot.Traffic;
import io.chappe.naming.FlowId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Turns what the services publish, each for itself, into one picture. Not thread-safe. */
final class Observer {
  private static final List<String> STATES_BY_CONCERN = List.of("DEGRADED", "STARTING", "RUNNING");
  private static final String LATENCY_BUCKETS = "chappe_replication_latency_seconds_bucket";

  private final Map<Endpoint, Window> windows = new LinkedHashMap<>();

  Observer(List<Endpoint> endpoints) {
    endpoints.forEach(endpoint -> windows.put(endpoint, new Window()));
  }

  void add(Endpoint endpoint, Scrape scrape) {
    windows.get(endpoint).add(scrape);
  }

  Snapshot snapshot() {
    Set<FlowId> flows = flows();
    return new Snapshot(
        flows.stream().map(this::flowRow).toList(),
        flows.stream().flatMap(this::topicRows).sorted(busiestFirst()).toList(),
        windows.entrySet().stream().map(e -> serviceRow(e.getKey(), e.getValue())).toList(),
        problems(flows));
  }

  private Set<FlowId> flows() {
    Set<FlowId> flows = new TreeSet<>(Comparator.comparing(FlowId::toString));
    for (Window window : windows()) {
      window
          .series(series -> series.name().startsWith("chappe_") && !flow(series).source().isEmpty())
          .map(Observer::flow)
          .filter(flow -> !flow.target().isEmpty())
          .forEach(flows::add);
    }
    return flows;
  }

  private FlowRow flowRow(FlowId flow) {
    SortedMap<String, Integer> partitions = new TreeMap<>();
    for (Window window : windows()) {
      window
          .series(named("chappe_partitions", flow))
          .filter(series -> window.value(series) > 0)
          .forEach(s -> partitions.merge(s.label("state"), (int) window.value(s), Integer::sum));
    }
    return new FlowRow(
        flow,
        state(flow),
        partitions,
        traffic(flow, series -> true),
        values("chappe_heartbeat_age_seconds", flow).min().orElse(Double.NaN),
        sum(values("chappe_groups", flow)),
        values("chappe_checkpoint_age_seconds", flow).max().orElse(Double.NaN));
  }

  private String state(FlowId flow) {
    List<String> states =
        windows().stream()
            .map(window -> window.last().healthData().getOrDefault(flow.toString(), ""))
            .toList();
    return STATES_BY_CONCERN.stream().filter(states::contains).findFirst().orElse("");
  }

  private Stream<TopicRow> topicRows(FlowId flow) {
    return windows().stream()
        .flatMap(window -> window.series(named("chappe_records_total", flow)))
        .map(series -> series.label("topic"))
        .filter(topic -> !topic.isEmpty())
        .distinct()
        .map(
            topic -> new TopicRow(flow, topic, traffic(flow, s -> s.label("topic").equals(topic))));
  }

  private Traffic traffic(FlowId flow, Predicate<Series> wanted) {
    Quantiles latency = new Quantiles();
    for (Window window : windows()) {
      window
          .series(named(LATENCY_BUCKETS, flow).and(wanted))
          .filter(series -> !Double.isNaN(window.growth(series)))
          .forEach(series -> latency.add(upperBound(series), window.growth(series)));
    }
    return new Traffic(
        rate(named("chappe_records_total", flow).and(wanted)),
        rate(named("chappe_bytes_total", flow).and(wanted)),
        sum(valuesOf(named("chappe_lag_records", flow).and(wanted))),
        latency);
  }

  private ServiceRow serviceRow(Endpoint endpoint, Window window) {
    return new ServiceRow(
        endpoint,
        window.last().health(),
        window.last().residentBytes(),
        window.value(new Series("process_cpu_usage", Map.of())),
        window.value(new Series("process_uptime_seconds", Map.of())));
  }

  /** Services that are away, last errors of flows that are not well now, new errors by reason. */
  private List<String> problems(Set<FlowId> flows) {
    List<String> problems = new ArrayList<>();
    windows.forEach(
        (endpoint, window) -> {
          if (!window.last().health().equals("UP")) {
            problems.add(endpoint.name() + ": " + window.last().health());
          }
          flows.stream().flatMap(flow -> lastError(endpoint, window, flow)).forEach(problems::add);
          window
              .series(series -> series.name().equals("chappe_errors_total"))
              .filter(series -> window.growth(series) > 0)
              .map(series -> errorLine(endpoint, window, series))
              .forEach(problems::add);
        });
    return problems;
  }

  private static Stream<String> lastError(Endpoint endpoint, Window window, FlowId flow) {
    Map<String, String> data = window.last().healthData();
    String error = data.get(flow + " last error");
    return error != null && "DEGRADED".equals(data.get(flow.toString()))
        ? Stream.of(endpoint.name() + " " + flow + ": " + error)
        : Stream.empty();
  }

  private static String errorLine(Endpoint endpoint, Window window, Series series) {
    String times = Units.count(window.growth(series));
    return endpoint.name()
        + " "
        + flow(series)
        + ": "
        + series.label("reason")
        + ", "
        + times
        + " in the last 10 s";
  }

  private double rate(Predicate<Series> wanted) {
    return sum(
        windows().stream()
            .flatMapToDouble(window -> window.series(wanted).mapToDouble(window::rate)));
  }

  private DoubleStream values(String name, FlowId flow) {
    return valuesOf(named(name, flow));
  }

  private DoubleStream valuesOf(Predicate<Series> wanted) {
    return windows().stream()
        .flatMapToDouble(window -> window.series(wanted).mapToDouble(window::value))
        .filter(value -> !Double.isNaN(value));
  }

  private Collection<Window> windows() {
    return windows.values();
  }

  /** The sum, or NaN for nothing at all: no value isn't zero. */
  private static double sum(DoubleStream values) {
    double[] all = values.toArray();
    return all.length == 0 ? Double.NaN : DoubleStream.of(all).sum();
  }

  private static double upperBound(Series bucket) {
    String bound = bucket.label("le");
    return bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound);
  }

  private static Predicate<Series> named(String name, FlowId flow) {
    return series -> series.name().equals(name) && flow(series).equals(flow);
  }

  private static FlowId flow(Series series) {
    return new FlowId(series.label("source"), series.label("target"));
  }

  private static Comparator<TopicRow> busiestFirst() {
    return Comparator.comparingDouble((TopicRow row) -> -row.traffic().bytesPerSecond())
        .thenComparing(TopicRow::topic)
        .thenComparing(row -> row.flow().toString());
  }
}
