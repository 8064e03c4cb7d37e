package io.chappe.replicator.copy.map;

import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMapCodec;
import io.chappe.offsetmap.Run;
import io.chappe.offsetmap.RunKey;
import io.chappe.offsetmap.RunValue;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.replicator.copy.port.PartitionLogs;
import java.util.ArrayList;
import java.util.List;

/**
 * Records that are written to the offset-map topic as a whole or not at all, if they are no more
 * than a batch's.
 *
 * @param source what stands in their keys
 * @param incarnation the topics that the runs are about
 * @param runs to be written
 * @param removed keys of runs to be removed
 */
public record MapPart(
    SourcePartition source, Incarnation incarnation, List<Run> runs, List<Long> removed) {
  List<PartitionLogs.KeyValue> records() {
    List<PartitionLogs.KeyValue> records = new ArrayList<>(size());
    for (Run run : runs) {
      records.add(
          new PartitionLogs.KeyValue(
              OffsetMapCodec.encode(new RunKey(source, run.upstream())),
              OffsetMapCodec.encode(new RunValue(incarnation, run))));
    }
    for (long upstream : removed) {
      records.add(
          new PartitionLogs.KeyValue(OffsetMapCodec.encode(new RunKey(source, upstream)), null));
    }
    return records;
  }

  /** The number of records. */
  public int size() {
    return runs.size() + removed.size();
  }
}
