package io.chappe.lag;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Asks a cluster where partitions end: a request to each broker that leads some of them, and
 * another one for those that aren't read to their end. A broker that doesn't answer costs its own
 * partitions only.
 */
public final class SourceEnds {
  /** What a question takes of memory until it is answered is some 2 KiB a partition. */
  private static final int CHUNK = 2_500;

  /** A broker that answers does so in that time, though another one has used up the rest. */
  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

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

  /**
   * Ends of these partitions.
   *
   * @param positions everything below has been read as committed: where that is all that there is,
   *     no open transaction has to be asked for
   */
  public Answer of(Collection<TopicPartition> partitions, ToLongFunction<TopicPartition> positions)
      throws InterruptedException {
    long begun = System.nanoTime();
    // A broker that doesn't answer leaves time for what is to be asked of the others.
    Told readable = ask(partitions, IsolationLevel.READ_UNCOMMITTED, begun + limit.toNanos() / 2);
    List<TopicPartition> behind =
        readable.offsets().entrySet().stream()
            .filter(each -> positions.applyAsLong(each.getKey()) < each.getValue())
            .map(Map.Entry::getKey)
            .toList();
    // In this order, records that come in between aren't taken for such as are held back.
    Told stable = ask(behind, IsolationLevel.READ_COMMITTED, begun + limit.toNanos());
    Map<TopicPartition, SourceEnd> ends = new HashMap<>();
    readable.offsets().forEach((partition, end) -> ends.put(partition, new SourceEnd(end, end)));
    behind.forEach(ends::remove);
    stable
        .offsets()
        .forEach(
            (partition, end) ->
                ends.put(partition, new SourceEnd(end, readable.offsets().get(partition))));
    return new Answer(ends, readable.failure().or(stable::failure));
  }

  private record Told(Map<TopicPartition, Long> offsets, Optional<Throwable> failure) {}

  private Told ask(Collection<TopicPartition> partitions, IsolationLevel level, long deadline)
      throws InterruptedException {
    List<TopicPartition> all = List.copyOf(partitions);
    Map<TopicPartition, Long> offsets = new HashMap<>();
    Optional<Throwable> failure = Optional.empty();
    for (int from = 0; from < all.size(); from += CHUNK) {
      List<TopicPartition> some = all.subList(from, Math.min(all.size(), from + CHUNK));
      Told told = askAtOnce(some, level, Math.max(deadline, System.nanoTime() + LEAST_NANOS));
      offsets.putAll(told.offsets());
      failure = failure.or(told::failure);
    }
    return new Told(offsets, failure);
  }

  private Told askAtOnce(List<TopicPartition> partitions, IsolationLevel level, long deadline)
      throws InterruptedException {
    ListOffsetsResult result = ask(partitions, level);
    Map<TopicPartition, Long> offsets = new HashMap<>();
    Throwable failure = null;
    for (TopicPartition each : partitions) {
      try {
        offsets.put(each, offset(result, each, deadline));
      } catch (ExecutionException e) {
        failure = failure == null ? e.getCause() : failure;
      } catch (TimeoutException | KafkaException e) {
        failure = failure == null ? e : failure;
      }
    }
    return new Told(offsets, Optional.ofNullable(failure));
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
