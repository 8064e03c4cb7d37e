package io.chappe.checkpoint.translation;

import io.chappe.offsetmap.Cause;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.offsetmap.Translation;
import java.util.Map;

/**
 * Translates offsets between a source partition and its copy, both ways, so that who reads on from
 * there misses nothing.
 *
 * <p>A group may be ahead of what is copied: then it is put at the end of the copy, and what is
 * copied later it reads again. This holds only if the maps are at least as new as the ends: every
 * record below an end is told of in the map, because runs are written ahead of their records.
 *
 * <p>A result lies within the log it is for: a consumer that begins outside of it would begin
 * anywhere, by its {@code auto.offset.reset}.
 *
 * @param maps the offset maps
 * @param incarnations the topics as they are now
 * @param copies the logs of the remote partitions, read before the maps were
 * @param originals the logs of the source's partitions; those not known are left out
 */
public record Translator(
    Map<SourcePartition, OffsetMap> maps,
    Incarnations incarnations,
    Map<SourcePartition, LogRange> copies,
    Map<SourcePartition, LogRange> originals) {
  /** What a first run may have before it that is surely nobody's data: markers of takeovers. */
  private static final int FIRST_MARKERS = 4;

  /** Where to read on in the copy, for who has read the source up to an offset. */
  public TranslatedOffset toTarget(SourcePartition partition, long upstream) {
    return withMap(partition, (map, copy) -> toTarget(map, copy, upstream));
  }

  /** Where to read on in the source, for who has read the copy up to an offset. */
  public TranslatedOffset toSource(SourcePartition partition, long downstream) {
    LogRange original = originals.get(partition);
    TranslatedOffset found = withMap(partition, (map, copy) -> toSource(map, copy, downstream));
    return original == null ? found : within(original, found, Inexact.BEHIND_SOURCE);
  }

  /**
   * The upstream offset before which the source holds what isn't in the copy, so that no reader of
   * the copy has seen it: where the copy began, or 0 if the source has deleted all that was before.
   */
  public long copiedFrom(SourcePartition partition) {
    OffsetMap map = maps.get(partition);
    if (map == null || map.isEmpty()) {
      return 0;
    }
    LogRange original = originals.get(partition);
    long start = map.run(0).upstream();
    return original == null || original.start() < start ? start : 0;
  }

  private interface Lookup {
    TranslatedOffset in(OffsetMap map, LogRange copy);
  }

  private TranslatedOffset withMap(SourcePartition partition, Lookup lookup) {
    OffsetMap map = maps.get(partition);
    if (map == null || map.isEmpty()) {
      return new TranslatedOffset.None(Inexact.NOT_REPLICATED);
    }
    if (!incarnations.isCurrent(partition, map)) {
      return new TranslatedOffset.None(Inexact.EARLIER_INCARNATION);
    }
    LogRange copy = copies.get(partition);
    return copy == null ? new TranslatedOffset.None(Inexact.END_UNKNOWN) : lookup.in(map, copy);
  }

  private static TranslatedOffset toTarget(OffsetMap map, LogRange copy, long upstream) {
    Translation found = map.translate(upstream).orElseThrow();
    TranslatedOffset translated = translated(map, found);
    if (found.kind() == Translation.Kind.BEFORE_FIRST && map.run(0).cause() == Cause.START) {
      // What lies before may be an earlier copy, by MirrorMaker for instance, with the very records
      // that are still to be read.
      if (map.run(0).previousEnd() > FIRST_MARKERS) {
        return new TranslatedOffset.None(Inexact.BEFORE_COPY);
      }
      translated = new TranslatedOffset.RoundedDown(0, Inexact.BEFORE_COPY);
    }
    return within(copy, translated, Inexact.AHEAD_OF_COPY);
  }

  private static TranslatedOffset toSource(OffsetMap map, LogRange copy, long downstream) {
    if (downstream < map.run(0).downstream() && map.run(0).cause() == Cause.START) {
      return new TranslatedOffset.None(Inexact.BEFORE_COPY);
    }
    // A run's data has no holes on the target, and where it ended is known once a run follows.
    long known = Math.max(copy.dataEnd(), map.last().downstream());
    Translation found = map.upstreamOf(Math.min(downstream, known)).orElseThrow();
    if (downstream > known && found.exact()) {
      return new TranslatedOffset.RoundedDown(found.offset(), Inexact.NEAR_LOG_END);
    }
    return translated(map, found);
  }

  private static TranslatedOffset translated(OffsetMap map, Translation found) {
    if (found.exact()) {
      return new TranslatedOffset.Exact(found.offset());
    }
    boolean shared = map.last().cause() == Cause.OTHER_WRITER;
    return new TranslatedOffset.RoundedDown(
        found.offset(), shared ? Inexact.SHARED_TOPIC : Inexact.THINNED);
  }

  /** Below the start there is nothing that could be missed; behind the end, nothing yet. */
  private static TranslatedOffset within(LogRange log, TranslatedOffset found, Inexact behindEnd) {
    return switch (found) {
      case TranslatedOffset.Exact(long offset) when offset < log.start() ->
          new TranslatedOffset.Exact(log.start());
      case TranslatedOffset.RoundedDown(long offset, Inexact reason) when offset < log.start() ->
          new TranslatedOffset.RoundedDown(log.start(), reason);
      case TranslatedOffset.Exact(long offset) when offset > log.end() ->
          new TranslatedOffset.RoundedDown(log.end(), behindEnd);
      case TranslatedOffset.RoundedDown(long offset, Inexact reason) when offset > log.end() ->
          new TranslatedOffset.RoundedDown(log.end(), behindEnd);
      default -> found;
    };
  }
}
