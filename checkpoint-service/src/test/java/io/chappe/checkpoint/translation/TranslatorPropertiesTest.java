package io.chappe.checkpoint.translation;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.MapHistory;
import io.chappe.offsetmap.SourcePartition;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Random histories of a partition: translations against a list of all copied records. */
class TranslatorPropertiesTest {

  @Property(tries = 1500)
  void aMoveToTheTargetSkipsNothingAndReadsNothingTwiceIfExact(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 60) int steps,
      @ForAll boolean sourceIsUp) {
    MapHistory history = played(seed, steps);
    Translator translator =
        translator(history, sourceIsUp, new LogRange(0, history.logEnd, history.dataEnd));

    for (long upstream = 0; upstream < history.nextUpstream + 5; upstream++) {
      TranslatedOffset translated = translator.toTarget(MapHistory.SOURCE, upstream);
      if (translated.position().isPresent()) {
        long read = upstream;
        long position = translated.position().getAsLong();
        boolean exact = translated instanceof TranslatedOffset.Exact;
        assertThat(position).isLessThanOrEqualTo(history.logEnd);
        history.records.forEach(
            (downstream, record) -> {
              assertThat(downstream >= position || record < read).isTrue();
              assertThat(!exact || downstream < position || record >= read).isTrue();
            });
      }
    }
  }

  @Property(tries = 1500)
  void aMoveToTheSourceSkipsNothingAndReadsNothingTwiceIfExact(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 60) int steps,
      @ForAll boolean sourceIsUp,
      @ForAll boolean dataEndIsKnown) {
    MapHistory history = played(seed, steps);
    LogRange copy =
        dataEndIsKnown
            ? new LogRange(0, history.logEnd, history.dataEnd)
            : LogRange.of(0, history.logEnd);
    Translator translator = translator(history, sourceIsUp, copy);

    for (long downstream = 0; downstream <= history.logEnd; downstream++) {
      TranslatedOffset translated = translator.toSource(MapHistory.SOURCE, downstream);
      if (translated.position().isPresent()) {
        long read = downstream;
        long position = translated.position().getAsLong();
        boolean exact = translated instanceof TranslatedOffset.Exact;
        assertThat(position).isLessThanOrEqualTo(history.nextUpstream);
        history.records.forEach(
            (there, record) -> {
              assertThat(record >= position || there < read).isTrue();
              assertThat(!exact || record < position || there >= read).isTrue();
            });
      }
    }
  }

  private static Translator translator(MapHistory history, boolean sourceIsUp, LogRange copy) {
    SourcePartition source = MapHistory.SOURCE;
    Incarnation topics = history.map.incarnation();
    return new Translator(
        Map.of(source, history.map),
        new Incarnations(
            sourceIsUp
                ? Optional.of(Map.of(source.topic(), topics.sourceTopicId()))
                : Optional.empty(),
            Map.of(source.topic(), topics.targetTopicId())),
        Map.of(source, copy),
        sourceIsUp
            ? Map.of(source, new LogRange(0, history.nextUpstream, history.nextUpstream))
            : Map.of());
  }

  private static MapHistory played(long seed, int steps) {
    MapHistory history = new MapHistory(seed);
    for (int step = 0; step < steps; step++) {
      history.step();
    }
    return history;
  }
}
