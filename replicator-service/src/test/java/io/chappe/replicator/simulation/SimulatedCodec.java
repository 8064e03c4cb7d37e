package io.chappe.replicator.simulation;

import io.chappe.replicator.copy.port.BatchCodec;
import io.chappe.replicator.copy.port.FetchedBatch;
import io.chappe.replicator.copy.port.RecordChange;
import io.chappe.replicator.copy.port.Rewritten;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes simulated batches apart and puts them together. */
final class SimulatedCodec implements BatchCodec {
  @Override
  public List<Rewritten> rewrite(FetchedBatch batch, long from, int maxBytes, RecordChange change) {
    List<Long> records =
        ((SimulatedBatch) batch).records().stream().filter(offset -> offset >= from).toList();
    if (records.isEmpty()) {
      return List.of();
    }
    List<Rewritten.Stretch> stretches = new ArrayList<>();
    for (long offset : records) {
      Rewritten.Stretch last = stretches.isEmpty() ? null : stretches.getLast();
      if (last != null && last.upstream() + last.count() == offset) {
        stretches.set(
            stretches.size() - 1, new Rewritten.Stretch(last.upstream(), last.count() + 1));
      } else {
        stretches.add(new Rewritten.Stretch(offset, 1));
      }
    }
    SimulatedBatch rebuilt =
        new SimulatedBatch(
            records.getFirst(), records.getFirst() + records.size() - 1, records, true);
    return List.of(new Rewritten(rebuilt, stretches));
  }

  @Override
  public List<RecordChange.Content> open(FetchedBatch batch, List<Integer> places) {
    throw new UnsupportedOperationException("there is no dead-letter topic here");
  }

  @Override
  public Optional<FetchedBatch> merge(List<FetchedBatch> neighbours) {
    List<Long> records =
        neighbours.stream().flatMap(each -> ((SimulatedBatch) each).records().stream()).toList();
    return Optional.of(
        new SimulatedBatch(
            neighbours.getFirst().baseOffset(), neighbours.getLast().lastOffset(), records, true));
  }
}
