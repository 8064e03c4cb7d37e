package io.chappe.replicator.copy.port;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The end of a fenced target partition.
 *
 * <pre>
 *   logStart ... [data] [data]   (removed)   [marker] [marker]  logEnd
 *                            |               |
 *                     lastData.end       wholeFrom
 * </pre>
 *
 * @param logStart first offset still there
 * @param logEnd offset that the next append gets
 * @param lastData the last batch that is left and counts as ours; empty if none is
 * @param wholeFrom the lowest offset from which on nothing is missing and nothing is ours. It is
 *     where {@code lastData} ends, unless compaction or retention have removed what stood behind it
 * @param oldestMarker who wrote the first marker at or above {@code wholeFrom}, of those that may
 *     fence this flow's owners
 */
public record TargetTail(
    long logStart,
    long logEnd,
    Optional<Data> lastData,
    long wholeFrom,
    Optional<ProducerIdentity> oldestMarker) {
  /**
   * A batch of data.
   *
   * @param end offset after its last record, whether or not compaction has left that
   * @param writer who wrote it
   */
  public record Data(long end, ProducerIdentity writer) {}

  /** Where the last data that is left ends. */
  public OptionalLong dataEnd() {
    return lastData.map(data -> OptionalLong.of(data.end())).orElseGet(OptionalLong::empty);
  }
}
