package io.chappe.replicator.copy.pipeline;

import io.chappe.replicator.copy.map.RememberedMap;
import io.chappe.replicator.copy.port.ProducerIdentity;
import io.chappe.replicator.copy.port.Rewritten;
import io.chappe.replicator.copy.takeover.TakeoverResult;
import java.util.List;
import java.util.Optional;

/**
 * What one pipeline tells the offset map, in one of two ways: {@link RunsAhead} writes each run
 * before its first batch is appended, {@link RunsBehind} writes it from the target's answers.
 */
sealed interface RunLedger permits RunsAhead, RunsBehind {
  /**
   * Consecutive records from {@code upstream} on are to be appended from {@code downstream} on,
   * after all before.
   *
   * @param leaderEpoch in which the source took them, {@link io.chappe.offsetmap.Run#NO_EPOCH} if
   *     unknown
   */
  void place(long upstream, long downstream, int leaderEpoch);

  /**
   * Writes what has to be durable before the batches placed since the last call may be appended.
   *
   * @param durableEnd downstream offset up to which data is known to be durable
   * @return number of the map write that those batches wait for, see {@link MapWriter#durable()}
   */
  long writeAhead(long durableEnd);

  /** The records of {@code stretches} are on the target, from {@code downstream} on. */
  void appended(List<Rewritten.Stretch> stretches, long downstream);

  /**
   * Writes what was appended since the last call, if that isn't written yet.
   *
   * @param position the upstream offset after the last record that was copied, or is not to be
   *     copied
   */
  void writeBehind(long position);

  /**
   * What comes from {@code upstream} on is new, and goes behind all else: what the map says from
   * there on no longer holds.
   *
   * @param downstream where it will be appended, as far as that can be predicted
   */
  void sourceTruncated(long upstream, long downstream);

  /**
   * The source deleted what lay before {@code upstream} and wasn't copied; what follows will be
   * appended from {@code downstream} on.
   */
  void sourceLost(long upstream, long downstream);

  /**
   * Up to where the source's log is still the one that was copied, as far as the map tells. See
   * {@link io.chappe.offsetmap.OffsetMap#agreedEnd}.
   */
  long agreedEnd(int epoch, long end);

  /**
   * In which leader epoch the newest placed records were taken, {@link
   * io.chappe.offsetmap.Run#NO_EPOCH} if unknown.
   */
  int leaderEpoch();

  /** Runs in the map. */
  int size();

  /** See {@link io.chappe.offsetmap.OffsetMap#dropBelow}. */
  void dropBelow(long sourceStart, long targetStart);

  /** Retention has deleted all data on the target, which ended at {@code dataEnd}. */
  void rememberEnd(long upstream, long downstream, long dataEnd);

  /**
   * Where to go on with a batch that the target has refused, without a takeover; empty if only a
   * takeover can tell.
   *
   * @param dataEnd downstream offset after the last record that is there
   */
  Optional<TakeoverResult> heldAt(TakeoverResult taken, RefusedBatch batch, long dataEnd);

  /** What is remembered of the map if the pipeline ends now; empty if that isn't all of it. */
  Optional<RememberedMap> remembered(ProducerIdentity owner);
}
