package io.chappe.offsetmap;

import java.util.List;

/**
 * A change to a map that is not just one more run, and how to store it: first the written runs,
 * then a tombstone for each removed key, in this order. An edit that was stored in part leaves a
 * map that is still right, if larger.
 *
 * @param map the map after the change
 * @param written runs to store
 * @param removed keys to remove, each the upstream offset of a run
 */
public record Edit(OffsetMap map, List<Run> written, List<Long> removed) {
  public Edit {
    written = List.copyOf(written);
    removed = List.copyOf(removed);
  }

  /** Whether there is nothing to store. */
  public boolean isEmpty() {
    return written.isEmpty() && removed.isEmpty();
  }
}
