package io.chappe.replicator.copy.map;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.replicator.copy.port.PartitionLogs;
import io.chappe.replicator.copy.port.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loads from one partition of the offset-map topic. Those that come together share one reading;
 * a load that comes while one runs waits for the next.
 */
final class PartitionLoads {
  private static final Logger LOGGER = LoggerFactory.getLogger(PartitionLoads.class);

  private final TopicPartition partition;
  private final PartitionLogs logs;
  private Map<SourcePartition, List<Reply<StoredMap>>> waiting = new HashMap<>();
  private boolean running;
  private long reportedUpTo = -1;

  PartitionLoads(TopicPartition partition, PartitionLogs logs) {
    this.partition = partition;
    this.logs = logs;
  }

  /** Reads what is there of {@code source} as of now. */
  void load(SourcePartition source, Reply<StoredMap> reply) {
    waiting.computeIfAbsent(source, key -> new ArrayList<>()).add(reply);
    if (!running) {
      run();
    }
  }

  private void run() {
    running = true;
    Map<SourcePartition, List<Reply<StoredMap>>> served = waiting;
    waiting = new HashMap<>();
    Load load = new Load(served::containsKey, this::report);
    logs.readRecords(
        partition,
        load,
        new Reply<>() {
          @Override
          public void done(Long end) {
            finish();
            served.forEach(
                (source, replies) -> replies.forEach(reply -> answer(source, load, reply)));
          }

          @Override
          public void failed(Failure failure) {
            finish();
            served.values().forEach(each -> each.forEach(reply -> reply.failed(failure)));
          }
        });
  }

  private void answer(SourcePartition source, Load load, Reply<StoredMap> reply) {
    if (load.isUnreadable(source)) {
      reply.failed(
          new Failure.StopPartition(
              Reason.OFFSET_MAP_UNREADABLE,
              "%s holds records of %s-%d that can't be read, so what was copied isn't known: if a newer version wrote them, run that version; if a stray producer did, write a tombstone for their keys"
                  .formatted(partition, source.topic(), source.partition())));
      return;
    }
    reply.done(load.of(source));
  }

  /** Each once: loads come again and again. */
  private void report(long offset, String problem) {
    if (offset > reportedUpTo) {
      reportedUpTo = offset;
      LOGGER.warn(
          "unreadable record in the offset map: topic={} partition={} offset={} reason={}",
          partition.topic(),
          partition.partition(),
          offset,
          problem);
    }
  }

  private void finish() {
    running = false;
    if (!waiting.isEmpty()) {
      run();
    }
  }
}
