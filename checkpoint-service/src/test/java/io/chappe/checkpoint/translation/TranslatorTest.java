package io.chappe.checkpoint.translation;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.checkpoint.translation.TranslatedOffset.Exact;
import io.chappe.checkpoint.translation.TranslatedOffset.None;
import io.chappe.checkpoint.translation.TranslatedOffset.RoundedDown;
import io.chappe.offsetmap.Cause;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.Run;
import io.chappe.offsetmap.SourcePartition;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class TranslatorTest {
  private static final SourcePartition ORDERS = new SourcePartition("orders", 3);
  private static final Incarnation NOW = new Incarnation(Uuid.randomUuid(), Uuid.randomUuid());
  private static final OffsetMap FRESH =
      OffsetMap.empty(NOW).append(new Run(100, 1, 1, Cause.START, 0));
  private static final LogRange END = new LogRange(0, 50, 50);

  @Test
  void translatesBothWays() {
    Translator translator = translator(FRESH, END);

    assertThat(translator.toTarget(ORDERS, 110)).isEqualTo(new Exact(11));
    assertThat(translator.toSource(ORDERS, 11)).isEqualTo(new Exact(110));
  }

  @Test
  void translatesWhileTheSourceIsDown() {
    Incarnations known = new Incarnations(Optional.empty(), Map.of("orders", NOW.targetTopicId()));
    Translator translator =
        new Translator(Map.of(ORDERS, FRESH), known, Map.of(ORDERS, END), Map.of());

    assertThat(translator.toTarget(ORDERS, 110)).isEqualTo(new Exact(11));
    assertThat(translator.toSource(ORDERS, 11)).isEqualTo(new Exact(110));
  }

  @Test
  void putsAGroupThatIsAheadOfTheCopyAtItsEnd() {
    assertThat(translator(FRESH, END).toTarget(ORDERS, 1_000))
        .isEqualTo(new RoundedDown(50, Inexact.AHEAD_OF_COPY));
  }

  @Test
  void hasNothingForWhatIsNotCopiedOrHasNoKnownEnd() {
    Translator empty = translator(OffsetMap.empty(NOW), END);
    Incarnations known = incarnations(NOW);

    assertThat(empty.toTarget(ORDERS, 110)).isEqualTo(new None(Inexact.NOT_REPLICATED));
    assertThat(empty.toSource(ORDERS, 110)).isEqualTo(new None(Inexact.NOT_REPLICATED));
    assertThat(
            new Translator(Map.of(ORDERS, FRESH), known, Map.of(), Map.of()).toTarget(ORDERS, 110))
        .isEqualTo(new None(Inexact.END_UNKNOWN));
  }

  @Test
  void doesNotMistakeATopicThatWasCreatedAgainForItsPredecessor() {
    for (Incarnation other :
        new Incarnation[] {
          new Incarnation(Uuid.randomUuid(), NOW.targetTopicId()),
          new Incarnation(NOW.sourceTopicId(), Uuid.randomUuid())
        }) {
      Translator translator =
          new Translator(Map.of(ORDERS, FRESH), incarnations(other), Map.of(ORDERS, END), Map.of());
      assertThat(translator.toTarget(ORDERS, 110)).isEqualTo(new None(Inexact.EARLIER_INCARNATION));
      assertThat(translator.toSource(ORDERS, 11)).isEqualTo(new None(Inexact.EARLIER_INCARNATION));
    }
  }

  @Test
  void translatesWhereOneSideHasNoIdsOfTopics() {
    for (Incarnation other :
        new Incarnation[] {
          new Incarnation(Uuid.ZERO_UUID, NOW.targetTopicId()),
          new Incarnation(NOW.sourceTopicId(), Uuid.ZERO_UUID),
          new Incarnation(Uuid.ZERO_UUID, Uuid.ZERO_UUID)
        }) {
      OffsetMap withoutIds = OffsetMap.empty(other).append(new Run(100, 1, 1, Cause.START, 0));
      Map<SourcePartition, LogRange> copies = Map.of(ORDERS, END);
      Translator before =
          new Translator(Map.of(ORDERS, withoutIds), incarnations(NOW), copies, Map.of());
      Translator after =
          new Translator(Map.of(ORDERS, FRESH), incarnations(other), copies, Map.of());
      assertThat(before.toTarget(ORDERS, 110)).isEqualTo(new Exact(11));
      assertThat(after.toTarget(ORDERS, 110)).isEqualTo(new Exact(11));
    }
  }

  @Test
  void whatWasCopiedByOthersBeforeIsNeverSkipped() {
    OffsetMap behindAnother =
        OffsetMap.empty(NOW).append(new Run(1_000, 1_000, 1_000, Cause.START, 0));
    Translator translator = translator(behindAnother, new LogRange(0, 1_050, 1_050));

    assertThat(translator.toTarget(ORDERS, 500)).isEqualTo(new None(Inexact.BEFORE_COPY));
    assertThat(translator.toSource(ORDERS, 500)).isEqualTo(new None(Inexact.BEFORE_COPY));
    assertThat(translator.toTarget(ORDERS, 1_000)).isEqualTo(new Exact(1_000));
    assertThat(translator(FRESH, END).toTarget(ORDERS, 50))
        .isEqualTo(new RoundedDown(0, Inexact.BEFORE_COPY));
  }

  @Test
  void markersAtTheEndOfTheCopyAreNotTakenForRecords() {
    Translator known = translator(FRESH, new LogRange(0, 50, 47));
    Translator unknown = translator(FRESH, LogRange.of(0, 50));

    assertThat(known.toSource(ORDERS, 47)).isEqualTo(new Exact(146));
    assertThat(known.toSource(ORDERS, 50)).isEqualTo(new RoundedDown(146, Inexact.NEAR_LOG_END));
    assertThat(unknown.toSource(ORDERS, 50)).isEqualTo(new RoundedDown(133, Inexact.NEAR_LOG_END));
    assertThat(unknown.toSource(ORDERS, 30)).isEqualTo(new Exact(129));
  }

  @Test
  void recordsOfOtherWritersBehindTheCopyLeadNobodyPastRecordsOfTheSource() {
    OffsetMap shared = FRESH.append(new Run(110, 20, 11, Cause.OTHER_WRITER, 0));
    Translator translator = translator(shared, END);

    assertThat(translator.toSource(ORDERS, 40))
        .isEqualTo(new RoundedDown(110, Inexact.SHARED_TOPIC));
    assertThat(translator.toTarget(ORDERS, 115))
        .isEqualTo(new RoundedDown(20, Inexact.SHARED_TOPIC));
  }

  @Test
  void neverLeadsOutOfTheLogThatItTranslatesFor() {
    LogRange original = new LogRange(120, 130, 130);
    Translator translator =
        new Translator(
            Map.of(ORDERS, FRESH),
            incarnations(NOW),
            Map.of(ORDERS, new LogRange(20, 50, 50)),
            Map.of(ORDERS, original));

    assertThat(translator.toTarget(ORDERS, 110)).isEqualTo(new Exact(20));
    assertThat(translator.toSource(ORDERS, 5)).isEqualTo(new Exact(120));
    assertThat(translator.toSource(ORDERS, 45))
        .isEqualTo(new RoundedDown(130, Inexact.BEHIND_SOURCE));
  }

  private static Translator translator(OffsetMap map, LogRange end) {
    return new Translator(Map.of(ORDERS, map), incarnations(NOW), Map.of(ORDERS, end), Map.of());
  }

  private static Incarnations incarnations(Incarnation now) {
    return new Incarnations(
        Optional.of(Map.of("orders", now.sourceTopicId())), Map.of("orders", now.targetTopicId()));
  }
}
