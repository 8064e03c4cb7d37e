package io.chappe.replicator.copy.takeover;

import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.Run;
import io.chappe.replicator.copy.map.MapArchive;
import io.chappe.replicator.copy.map.MapPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a new owner goes on, and what it writes to the map before it appends anything.
 *
 * @param before the map up to there
 * @param run the run that begins there
 * @param obsolete keys of runs that no longer hold
 * @param missing runs of {@code before} that the topic has lost
 */
record TakeoverRun(OffsetMap before, Run run, List<Long> obsolete, List<Run> missing) {
  /** The map, this run included. */
  OffsetMap map() {
    return before.append(run);
  }

  /** What is written for it. */
  List<MapPart> parts(FencedCopy copy) {
    List<Run> runs = new ArrayList<>(missing);
    runs.removeIf(each -> each.upstream() == run.upstream());
    runs.add(run);
    // The new run may use the key of one that no longer holds: that key stays.
    List<Long> removed =
        obsolete.stream()
            .filter(upstream -> runs.stream().noneMatch(each -> each.upstream() == upstream))
            .toList();
    List<MapPart> parts = new ArrayList<>();
    Optional<MapPart> left = MapArchive.added(copy.task().mapKey(), copy.stored(), copy.recorded());
    left.ifPresent(parts::add);
    parts.add(new MapPart(copy.task().mapKey(), copy.recorded(), runs, removed));
    parts.addAll(MapArchive.removed(copy.stored(), copy.recorded(), left));
    return parts;
  }
}
