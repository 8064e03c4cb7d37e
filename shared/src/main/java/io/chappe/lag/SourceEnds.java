package io.chappe.lag;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Asks a cluster where partitions end: two requests to each broker that leads some of them. A
 * broker that doesn't answer costs its own partitions only.
 */
public final class SourceEnds {
  private final Admin admin;
  private final Duration limit;

  /**
   * Ends of the partitions that were told.
   *
   * @param failure why others weren't, if there are any: the first of the reasons
   */
  public record Answer(Map<TopicPartition, SourceEnd> ends, Optional<Throwable> failure) {}

  /**
   * @param admin stays the caller's
   * @param limit no answer is waited for longer than that
   */
  public SourceEnds(Admin admin, Duration limit) {
    this.admin = admin;
    this.limit = limit;
  }

  /** Ends of these partitions. */
  public Answer of(Collection<TopicPartition> partitions) throws InterruptedException {
    if (partitions.isEmpty()) {
      return new Answer(Map.of(), Optional.empty());
    }
    long deadline = System.nanoTime() + limit.toNanos();
    // In this order, records that come in between aren't taken for such as are held back.
    ListOffsetsResult readable = ask(partitions, IsolationLevel.READ_UNCOMMITTED);
    ListOffsetsResult stable = ask(partitions, IsolationLevel.READ_COMMITTED);
    Map<TopicPartition, SourceEnd> ends = new HashMap<>();
    Throwable failure = null;
    for (TopicPartition each : partitions) {
      try {
        ends.put(
            each, new SourceEnd(offset(stable, each, deadline), offset(readable, each, deadline)));
      } catch (ExecutionException e) {
        failure = failure == null ? e.getCause() : failure;
      } catch (TimeoutException | KafkaException e) {
        failure = failure == null ? e : failure;
      }
    }
    return new Answer(ends, Optional.ofNullable(failure));
  }

  private ListOffsetsResult ask(Collection<TopicPartition> partitions, IsolationLevel level) {
    return admin.listOffsets(
        partitions.stream().collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest())),
        new ListOffsetsOptions(level).timeoutMs((int) limit.toMillis()));
  }

  private static long offset(ListOffsetsResult result, TopicPartition partition, long deadline)
      throws InterruptedException, ExecutionException, TimeoutException {
    long left = Math.max(0, deadline - System.nanoTime());
    return result.partitionResult(partition).get(left, TimeUnit.NANOSECONDS).offset();
  }
}
