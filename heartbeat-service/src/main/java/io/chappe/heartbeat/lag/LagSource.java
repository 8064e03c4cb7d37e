package io.chappe.heartbeat.lag;

import io.chappe.lag.SourceEnds;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * What a source cluster is asked for. Each question waits for some seconds at most; one that isn't
 * answered throws a {@link TimeoutException}, or an {@link ExecutionException} with what the
 * cluster or the client said.
 */
interface LagSource extends AutoCloseable {
  /** All topics that may be seen, with their ids: zero where the cluster gives them none. */
  Map<String, Uuid> topics() throws InterruptedException, ExecutionException, TimeoutException;

  /** Numbers of partitions; topics that are gone are left out. */
  Map<String, Integer> partitions(Collection<String> topics)
      throws InterruptedException, ExecutionException, TimeoutException;

  /**
   * Where partitions end.
   *
   * @param positions everything below has been copied; -1 if that isn't known
   */
  SourceEnds.Answer ends(
      Collection<TopicPartition> partitions, ToLongFunction<TopicPartition> positions)
      throws InterruptedException, ExecutionException, TimeoutException;

  /** The positions that the flow's replicators have committed; empty if there is no group. */
  Map<TopicPartition, OffsetAndMetadata> positions()
      throws InterruptedException, ExecutionException, TimeoutException;

  /**
   * Where partitions begin; those of which it isn't told are left out.
   *
   * @param fromMs with the first record of that time or later, in milliseconds of the epoch; empty
   *     for all that the source still has
   */
  Map<TopicPartition, Beginning> beginnings(
      Collection<TopicPartition> partitions, OptionalLong fromMs)
      throws InterruptedException, ExecutionException, TimeoutException;

  /**
   * Where a partition begins.
   *
   * @param offset its first offset; empty if there is no such record
   * @param timestampMs timestamp of the record there; empty if there is none, or it isn't known
   */
  record Beginning(OptionalLong offset, OptionalLong timestampMs) {}

  @Override
  void close();
}
