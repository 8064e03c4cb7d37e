package io.chappe.replicator.copy.port;

import java.util.List;
import java.util.Optional;

/** Opens batches and makes others of them. Needs no cluster. */
public interface BatchCodec {
  /**
   * Rebuilds a batch that can't be appended as it is, from what {@code change} makes of its records
   * at {@code from} and above. Takes it over. Empty if none is left.
   *
   * @param maxBytes what would be larger is split into several batches, as far as records allow
   */
  List<Rewritten> rewrite(FetchedBatch batch, long from, int maxBytes, RecordChange change);

  /**
   * The records at some places of a batch that was appended, in memory of their own; their offsets
   * are those places, from 0. To be called while the answer to the append is told.
   */
  List<RecordChange.Content> open(FetchedBatch batch, List<Integer> places);

  /**
   * Makes one batch of several neighbours that {@link FetchedBatch#mergesWith merge}. Takes them
   * over; if they can't be merged after all, it is empty and they stay as they are.
   */
  Optional<FetchedBatch> merge(List<FetchedBatch> neighbours);
}
