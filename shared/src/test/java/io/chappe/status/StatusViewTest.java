package io.chappe.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.lag.LagSum;
import io.chappe.naming.FlowId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StatusViewTest {
  private static final Instant NOW = Instant.parse("2026-01-31T00:00:00Z");
  private static final FlowId FLOW = new FlowId("us", "eu");
  private static final String INSTANCE = "replicator-service/host-1/*";
  private static final String OF_FLOW = "replicator-service/host-1/us->eu";

  private final InstanceStatus instance =
      new InstanceStatus(
          "replicator-service",
          "host-1",
          "1.0",
          NOW,
          Duration.ofSeconds(2),
          new AppliedConfiguration(
              "abc", 7, "def", Map.of("us->eu", List.of("us->eu.topics=[: must be a pattern"))),
          Map.of());
  private static final LagSum LAG =
      new LagSum(
          OptionalLong.of(42),
          OptionalLong.of(7),
          1_500,
          OptionalDouble.of(3.5),
          2,
          OptionalLong.of(NOW.toEpochMilli()));

  private static final FailureWords WORDS =
      new FailureWords("message_too_large", "too large", "raise it");

  private final FlowReport report =
      new FlowReport(
          FlowStatus.State.DEGRADED,
          true,
          "it fails",
          Optional.of(NOW),
          Map.of("cluster eu", new FailureWords("disconnected", "no answer", "look")),
          Map.of("copying", 2, "stopped", 1),
          List.of(new FlowReport.Unwell("orders-1", "stopped", "too large", Optional.of(WORDS))),
          12.5,
          1e6,
          LAG,
          List.of(new FlowReport.TopicReport("orders", List.of(0, 1, 2), LAG)),
          Map.of("delivery", "exactly-once"));
  private final StatusView view = new StatusView();

  @Test
  void whatWasPublishedIsReadBack() {
    accept(NOW);

    InstanceStatus read = view.live(NOW).getFirst();
    assertThat(read.flows()).isEqualTo(Map.of(FLOW, report));
    assertThat(read.configuration()).isEqualTo(instance.configuration());
    assertThat(read.version()).isEqualTo("1.0");
    assertThat(read.published()).isEqualTo(NOW);
  }

  /** The versions before and after this one run side by side during an upgrade. */
  @Test
  void aPartitionsFailureIsReadFromAndByAVersionThatTellsItInALine() {
    String before =
        """
        {"state":"DEGRADED","lastError":"it fails",
         "unwell":[{"partition":"orders-1","state":"stopped","reason":"too large"}]}""";

    assertThat(StatusCodec.readFlow(before).orElseThrow().unwell())
        .containsExactly(
            new FlowReport.Unwell("orders-1", "stopped", "too large", Optional.empty()));
    assertThat(StatusCodec.readFlow(before).orElseThrow().failures()).isEmpty();
    assertThat(StatusCodec.write(report)).contains("\"reason\":\"too large\",\"failure\":{");
  }

  @Test
  void aFieldOfALaterVersionIsPassedOver() {
    String later = StatusCodec.write(instance).replaceFirst("\\{", "{\"later\":{\"a\":[1]},");
    view.accept(INSTANCE, later, NOW);
    assertThat(later).contains("later").contains("\"reads\":{\"offset-map\":1}");
    assertThat(view.live(NOW).getFirst().configuration()).isEqualTo(instance.configuration());
  }

  @Test
  void anInstanceIsGoneAfterThreeSilentIntervals() {
    accept(NOW);
    assertThat(view.live(NOW.plusSeconds(6))).hasSize(1);
    assertThat(view.live(NOW.plusSeconds(7))).isEmpty();
  }

  /** Nobody could tell anything meanwhile. */
  @Test
  void whoWasThereBeforeTheHomeClusterWentAwayIsThereWhenItIsBack() {
    accept(NOW);
    Instant back = NOW.plusSeconds(600);
    view.extend(NOW.plusSeconds(5), back);
    assertThat(view.live(back.plusSeconds(6))).hasSize(1);
    assertThat(view.live(back.plusSeconds(7))).isEmpty();
    view.extend(back.plusSeconds(7), back.plusSeconds(700));
    assertThat(view.live(back.plusSeconds(700))).isEmpty();
  }

  @Test
  void anInstanceThatEndedInOrderIsGoneAtOnce() {
    accept(NOW);
    view.accept(OF_FLOW, null, NOW);
    assertThat(view.live(NOW).getFirst().flows()).isEmpty();
    view.accept(INSTANCE, null, NOW);
    assertThat(view.live(NOW)).isEmpty();
  }

  @Test
  void whatIsNoStatusIsPassedOver() {
    view.accept("something", "else", NOW);
    view.accept("a/b/*", "{", NOW);
    view.accept("a/b/us->eu", "[]", NOW);
    assertThat(view.live(NOW)).isEmpty();
  }

  private void accept(Instant at) {
    view.accept(INSTANCE, StatusCodec.write(instance), at);
    view.accept(OF_FLOW, StatusCodec.write(report), at);
  }
}
