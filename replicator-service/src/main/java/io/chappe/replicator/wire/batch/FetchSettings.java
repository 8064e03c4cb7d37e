package io.chappe.replicator.wire.batch;

import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * How much is fetched at once.
 *
 * @param bufferBytes bytes of fetched batches held at most, about: a first batch larger than asked
 *     for comes anyway
 * @param requestBytes bytes asked for in one request at most
 * @param partitionBytes bytes asked for of one partition in one request at most
 * @param partitionBufferBytes bytes held of one partition at which it isn't fetched further
 * @param maxWaitMs how long a broker holds a request for which it has no data, of few partitions
 * @param longestWaitMs the same of very many partitions
 * @param minBytes how many bytes a broker waits for, up to {@code maxWaitMs}
 * @param clientRack where this instance runs, for reading from the nearest replica (KIP-392); empty
 *     for the leader
 */
public record FetchSettings(
    long bufferBytes,
    int requestBytes,
    int partitionBytes,
    int partitionBufferBytes,
    int maxWaitMs,
    int longestWaitMs,
    int minBytes,
    String clientRack) {

  private static final int REQUEST_BYTES = 8 * 1024 * 1024;
  private static final int PARTITION_BYTES = 4 * 1024 * 1024;
  private static final int SMALLEST_PARTITION = 64 * 1024;
  private static final int LONGEST_WAIT_MS = 2_500;
  private static final int PARTITIONS_OF_A_MS = 5;

  /**
   * Reads what a consumer's configuration says.
   *
   * @param configured the keys that were configured: for others, defaults that suit long links come
   *     in place of Kafka's
   */
  public static FetchSettings of(ConsumerConfig config, Set<String> configured, long bufferBytes) {
    int requestBytes =
        configured.contains(ConsumerConfig.FETCH_MAX_BYTES_CONFIG)
            ? config.getInt(ConsumerConfig.FETCH_MAX_BYTES_CONFIG)
            : REQUEST_BYTES;
    int partitionBytes =
        configured.contains(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG)
            ? config.getInt(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG)
            : PARTITION_BYTES;
    // More of one partition would leave too little of a small buffer for the others.
    partitionBytes = (int) Math.min(partitionBytes, Math.max(SMALLEST_PARTITION, bufferBytes / 4));
    int maxWaitMs = config.getInt(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG);
    return new FetchSettings(
        bufferBytes,
        requestBytes,
        partitionBytes,
        2 * partitionBytes,
        maxWaitMs,
        configured.contains(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG)
            ? maxWaitMs
            : Math.max(maxWaitMs, LONGEST_WAIT_MS),
        config.getInt(ConsumerConfig.FETCH_MIN_BYTES_CONFIG),
        config.getString(ConsumerConfig.CLIENT_RACK_CONFIG));
  }

  /**
   * How long a broker holds a request for which it has no data. To ask for thousands of idle
   * partitions takes a while, so it is done less often; but a partition that comes has to wait for
   * the answer, so not much less.
   */
  public int waitMs(int partitions) {
    return Math.min(longestWaitMs, maxWaitMs + partitions / PARTITIONS_OF_A_MS);
  }
}
