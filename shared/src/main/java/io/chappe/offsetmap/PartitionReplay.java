package io.chappe.offsetmap;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The state of one source partition while its records are replayed.
 *
 * <p>The runs are packed in an {@link OffsetMap} as long as runs only come at the end. Thinning
 * changes them in the middle, many at a time: then they are in a tree until the next run comes at
 * the end.
 */
final class PartitionReplay {
  private final TreeSet<Long> obsolete = new TreeSet<>();
  private OffsetMap packed;
  private TreeMap<Long, Run> open;

  PartitionReplay(Incarnation incarnation) {
    packed = OffsetMap.empty(incarnation);
  }

  OffsetMap map() {
    if (open != null) {
      packed = new OffsetMap(packed.incarnation(), RunTable.of(List.copyOf(open.values())));
      open = null;
    }
    return packed;
  }

  List<Long> obsolete() {
    return List.copyOf(obsolete);
  }

  void put(RunValue value) {
    if (!value.incarnation().equals(packed.incarnation())) {
      identify(value.incarnation());
    }
    obsolete.remove(value.run().upstream());
    if (value.run().cause().approximate()) {
      insert(value.run());
    } else {
      append(value.run());
    }
  }

  private void identify(Incarnation found) {
    OffsetMap before = map();
    if (found.isSameAs(before.incarnation())) {
      packed = before.identifiedAs(found.completedBy(before.incarnation()));
    } else {
      before.runs().forEach(run -> obsolete.add(run.upstream()));
      packed = OffsetMap.empty(found);
    }
  }

  void remove(long upstream) {
    obsolete.remove(upstream);
    if (open != null || packed.hasRunAt(upstream)) {
      open().remove(upstream);
    }
  }

  private void append(Run run) {
    Edit edit = map().superseding(run);
    packed = edit.map();
    obsolete.addAll(edit.removed());
  }

  /**
   * Takes in a run that stands for several. Some of those may still be there, if its writer did not
   * come to remove them: what contradicts the order of downstream offsets goes, the rest does no
   * harm.
   */
  private void insert(Run run) {
    TreeMap<Long, Run> runs = open();
    runs.put(run.upstream(), run);
    Map.Entry<Long, Run> other = runs.lowerEntry(run.upstream());
    while (other != null && replaces(run, other.getValue())) {
      discard(other.getKey());
      other = runs.lowerEntry(run.upstream());
    }
    other = runs.higherEntry(run.upstream());
    while (other != null && other.getValue().downstream() < run.downstream()) {
      discard(other.getKey());
      other = runs.higherEntry(run.upstream());
    }
  }

  private static boolean replaces(Run thinned, Run before) {
    return before.downstream() > thinned.downstream()
        || before.downstream() == thinned.downstream() && before.cause().approximate();
  }

  private void discard(long upstream) {
    open.remove(upstream);
    obsolete.add(upstream);
  }

  private TreeMap<Long, Run> open() {
    if (open == null) {
      open = new TreeMap<>();
      packed.runs().forEach(run -> open.put(run.upstream(), run));
    }
    return open;
  }
}
