package io.chappe.replicator.copy.map;

import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.Run;
import io.chappe.replicator.copy.port.ProducerIdentity;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * An offset map as its owner had it in memory when an attempt ended. It is the truth for as long as
 * nobody else has written the partition's map: a topic that says less has lost something.
 *
 * @param map the map, runs included that may not be durable
 * @param owner the identity it was written with
 */
public record RememberedMap(OffsetMap map, ProducerIdentity owner) {
  /**
   * Runs to write again at most. They go in one batch, which is written as a whole or not at all: a
   * part of a map looks like a map.
   */
  private static final int RUNS = 1_000;

  /**
   * The map, if the topic has lost some of it.
   *
   * @param stored what the topic says, if it says anything
   * @param dataEnd downstream offset up to which records are on the target: what was written ahead
   *     for others is of no interest
   * @return empty if the topic has lost nothing
   */
  public Optional<OffsetMap> lostBy(Optional<OffsetMap> stored, long dataEnd) {
    boolean complete = stored.filter(each -> saysAsMuch(each, dataEnd)).isPresent();
    return map.isEmpty() || complete
        ? Optional.empty()
        : Optional.of(map.thin(RUNS, dataEnd).map());
  }

  /** Runs that were thinned away here, and are still there, do no harm. */
  private boolean saysAsMuch(OffsetMap stored, long dataEnd) {
    return stored.incarnation().isSameAs(map.incarnation())
        && stored.hasBeginning()
        && stored.run(0).upstream() <= map.run(0).upstream()
        && stored.positionAt(dataEnd).equals(map.positionAt(dataEnd))
        && new HashSet<>(stored.runs()).containsAll(exactRuns(map.truncateTo(dataEnd).map()));
  }

  private static List<Run> exactRuns(OffsetMap map) {
    return map.runs().stream().filter(run -> !run.cause().approximate()).toList();
  }
}
