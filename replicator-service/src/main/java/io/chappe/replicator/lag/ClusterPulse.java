package io.chappe.replicator.lag;

import io.chappe.failure.Failure;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Which clusters give a sign of life, and since when others don't. Thread-safe. */
public final class ClusterPulse {
  private final Supplier<Instant> clock;
  private final Map<String, Silence> silent = new ConcurrentHashMap<>();
  private final Map<String, Instant> heard = new ConcurrentHashMap<>();

  private record Silence(Instant since, Failure failure) {}

  ClusterPulse(Supplier<Instant> clock) {
    this.clock = clock;
  }

  void answered(String alias) {
    heard.put(alias, clock.get());
    silent.remove(alias);
  }

  /** It doesn't answer, or refuses to. */
  void failed(String alias, Failure failure) {
    Instant since = heard.getOrDefault(alias, clock.get());
    silent.merge(alias, new Silence(since, failure), (old, now) -> new Silence(old.since, failure));
  }

  /** 1 if the cluster answers, 0 if it doesn't, NaN before it was asked. */
  public double up(String alias) {
    return silent.containsKey(alias) ? 0 : heard.containsKey(alias) ? 1 : Double.NaN;
  }

  /** What is wrong with those that don't answer, by alias. */
  public Map<String, Failure> problems() {
    Map<String, Failure> problems = new TreeMap<>();
    silent.forEach(
        (alias, silence) ->
            problems.put(
                alias,
                new Failure.Retry(
                    silence.failure.reason(),
                    "%s since %s".formatted(silence.failure.message(), silence.since.toString()))));
    return problems;
  }
}
