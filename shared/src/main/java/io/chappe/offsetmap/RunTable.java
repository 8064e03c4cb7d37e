package io.chappe.offsetmap;

import java.util.Arrays;
import java.util.List;

/**
 * A sorted list of runs in two arrays, 36 bytes a run and at most a quarter more in reserve.
 *
 * <p>Tables are immutable to their readers, yet appending does not copy: all tables that grew out
 * of each other share one store and see their own length of it. Only the longest may write behind
 * its end; any other copies first.
 */
final class RunTable {
  private static final int CELLS = 4;
  private static final int CAUSE_BITS = 8;
  private static final int CAUSE_MASK = (1 << CAUSE_BITS) - 1;

  private final Store store;
  private final int size;

  private RunTable(Store store, int size) {
    this.store = store;
    this.size = size;
  }

  static RunTable empty() {
    return new RunTable(new Store(0), 0);
  }

  static RunTable of(List<Run> runs) {
    RunTable table = new RunTable(new Store(runs.size()), 0);
    for (Run run : runs) {
      table = table.plus(run);
    }
    return table;
  }

  int size() {
    return size;
  }

  long upstream(int index) {
    return cell(index, 0);
  }

  long downstream(int index) {
    return cell(index, 1);
  }

  long previousEnd(int index) {
    return cell(index, 2);
  }

  long timestampMs(int index) {
    return cell(index, 3) >> CAUSE_BITS;
  }

  Cause cause(int index) {
    return Cause.ofId((byte) (cell(index, 3) & CAUSE_MASK));
  }

  int leaderEpoch(int index) {
    return store.epochs[index];
  }

  Run run(int index) {
    return new Run(
        upstream(index),
        downstream(index),
        previousEnd(index),
        cause(index),
        timestampMs(index),
        leaderEpoch(index));
  }

  /** The downstream offset after the run's last record, {@link Long#MAX_VALUE} for the last run. */
  long downstreamEnd(int index) {
    return index + 1 < size ? previousEnd(index + 1) : Long.MAX_VALUE;
  }

  /**
   * The upstream offset after the run's last record. Not for the last run: its end is not in the
   * map.
   */
  long upstreamEnd(int index) {
    if (cause(index) == Cause.COARSE) {
      return upstream(index) + 1;
    }
    return upstream(index) + (previousEnd(index + 1) - downstream(index));
  }

  /** The index of the last run that begins at or below an upstream offset, -1 if none does. */
  int lastFromUpstream(long upstream) {
    return lastAtMost(0, upstream);
  }

  /** The index of the last run that begins at or below a downstream offset, -1 if none does. */
  int lastFromDownstream(long downstream) {
    return lastAtMost(1, downstream);
  }

  /** The index of the next run that holds a record, or that may come to: the last one. */
  int nextWithData(int index) {
    int next = index + 1;
    while (next + 1 < size && downstreamEnd(next) == downstream(next)) {
      next++;
    }
    return next;
  }

  RunTable first(int count) {
    return new RunTable(store, count);
  }

  RunTable from(int index) {
    int count = size - index;
    Store copy = new Store(count);
    System.arraycopy(store.cells, index * CELLS, copy.cells, 0, count * CELLS);
    System.arraycopy(store.epochs, index, copy.epochs, 0, count);
    copy.used = count;
    return new RunTable(copy, count);
  }

  RunTable plus(Run run) {
    Store into = store.claim(size);
    int at = size * CELLS;
    into.cells[at] = run.upstream();
    into.cells[at + 1] = run.downstream();
    into.cells[at + 2] = run.previousEnd();
    into.cells[at + 3] = run.timestampMs() << CAUSE_BITS | run.cause().id();
    into.epochs[size] = run.leaderEpoch();
    return new RunTable(into, size + 1);
  }

  /** Bytes held for the runs, reserve included. */
  long bytes() {
    return (long) store.cells.length * Long.BYTES + (long) store.epochs.length * Integer.BYTES;
  }

  private long cell(int index, int offset) {
    if (index >= size) {
      throw new IndexOutOfBoundsException("run " + index + " of " + size);
    }
    return store.cells[index * CELLS + offset];
  }

  private int lastAtMost(int offset, long value) {
    int low = 0;
    int high = size - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (store.cells[middle * CELLS + offset] <= value) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }

  /** The shared cells. Written only behind what any table sees, so readers need no lock. */
  private static final class Store {
    private final long[] cells;
    private final int[] epochs;
    private int used;

    Store(int capacity) {
      cells = new long[capacity * CELLS];
      epochs = new int[capacity];
    }

    /** A store in which the cells of run {@code index} are free and now taken by the caller. */
    synchronized Store claim(int index) {
      boolean free = used == index && (index + 1) * CELLS <= cells.length;
      Store claimed = free ? this : grown(index);
      claimed.used = index + 1;
      return claimed;
    }

    private Store grown(int kept) {
      Store larger = new Store(kept + 1 + (kept >> 2));
      System.arraycopy(cells, 0, larger.cells, 0, kept * CELLS);
      System.arraycopy(epochs, 0, larger.epochs, 0, kept);
      larger.used = kept;
      return larger;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RunTable table
        && size == table.size
        && Arrays.equals(store.cells, 0, size * CELLS, table.store.cells, 0, table.size * CELLS)
        && Arrays.equals(store.epochs, 0, size, table.store.epochs, 0, table.size);
  }

  @Override
  public int hashCode() {
    return size == 0 ? 0 : Long.hashCode(cell(size - 1, 1)) * 31 + size;
  }
}
