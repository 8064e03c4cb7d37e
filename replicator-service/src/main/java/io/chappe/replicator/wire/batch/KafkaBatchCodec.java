package io.chappe.replicator.wire.batch;

import io.chappe.replicator.copy.port.BatchCodec;
import io.chappe.replicator.copy.port.FetchedBatch;
import io.chappe.replicator.copy.port.RecordChange;
import io.chappe.replicator.copy.port.Rewritten;
import java.util.List;
import java.util.Optional;

/** {@link BatchCodec} for the batches that the fetching half gives. */
public final class KafkaBatchCodec implements BatchCodec {
  @Override
  public List<Rewritten> rewrite(FetchedBatch batch, long from, int maxBytes, RecordChange change) {
    return BatchRewriter.rewrite(batch, from, maxBytes, change);
  }

  @Override
  public List<RecordChange.Content> open(FetchedBatch batch, List<Integer> places) {
    return BatchRewriter.open((SourceBatch) batch, places);
  }

  @Override
  public Optional<FetchedBatch> merge(List<FetchedBatch> neighbours) {
    return BatchMerger.merge(neighbours);
  }
}
