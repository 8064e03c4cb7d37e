package io.chappe.heartbeat.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.chappe.config.ChappeConfig;
import io.chappe.config.loading.ConfigLoader;
import io.chappe.heartbeat.lag.LagFigures;
import io.chappe.lag.LagSum;
import io.chappe.naming.FlowId;
import io.chappe.status.AppliedConfiguration;
import io.chappe.status.FlowReport;
import io.chappe.status.FlowStatus;
import io.chappe.status.InstanceStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OverviewTest {
  private static final Instant NOW = Instant.parse("2026-01-31T00:00:00Z");
  private static final FlowId FLOW = new FlowId("us", "eu");

  private final List<InstanceStatus> instances = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();
  private String paused = "false";
  private Map<FlowId, LagFigures> lags = Map.of();
  private Optional<String> problem = Optional.empty();

  @Test
  void aFlowThatNoReplicatorReportsIsUnattended() {
    report("heartbeat-service", "h", FlowStatus.State.RUNNING, 0, 0);

    assertThat(flow().state()).isEqualTo(FlowState.UNATTENDED);
    assertThat(overview().health().state()).isEqualTo(FlowState.UNATTENDED);
    assertThat(overview().health().flows()).containsExactly("us->eu");
  }

  @Test
  void aFlowThatNoReplicatorReportsIsBehindByWhatItsSourceSays() {
    lags = Map.of(FLOW, new LagFigures(lag(4_711, 90), OptionalLong.of(4_711), 1, 4, List.of()));
    report("heartbeat-service", "h", FlowStatus.State.RUNNING, 0, 0);

    assertThat(flow().state()).isEqualTo(FlowState.UNATTENDED);
    assertThat(flow().lagRecords()).isEqualTo(4_711);
    assertThat(flow().lagSeconds()).isEqualTo(90);
  }

  @Test
  void whileTheHomeClusterIsAwayNobodyIsSaidToWorkOrNotTo() {
    report("replicator-service", "a", FlowStatus.State.RUNNING, 0, 0);
    problem = Optional.of("no answer");

    assertThat(flow().state()).isEqualTo(FlowState.UNKNOWN);
    assertThat(overview().health().state()).isEqualTo(FlowState.UNKNOWN);
    assertThat(flow().lagRecords()).isNull();
    assertThat(flow().recordsPerSecond()).isNull();
    assertThat(flow().owners()).hasSize(1);
    assertThat(known().topics(FLOW).getFirst().lagRecords()).isNull();

    lags = Map.of(FLOW, new LagFigures(lag(4_711, 90), OptionalLong.of(4_711), 1, 4, List.of()));
    assertThat(flow().lagRecords()).isEqualTo(4_711);
  }

  @Test
  void whatSeveralInstancesTellIsSummedUp() {
    report("replicator-service", "a", FlowStatus.State.RUNNING, 10, 1.5);
    report("replicator-service", "b", FlowStatus.State.RUNNING, 5, 3);

    assertThat(flow().state()).isEqualTo(FlowState.RUNNING);
    assertThat(flow().lagRecords()).isEqualTo(15);
    assertThat(flow().lagSeconds()).isEqualTo(3);
    assertThat(flow().recordsPerSecond()).isEqualTo(200);
    assertThat(flow().partitions()).isEqualTo(Map.of("copying", 4));
    assertThat(flow().owners())
        .containsExactly(new FlowView.Owner("a", 2), new FlowView.Owner("b", 2));
    assertThat(known().topics(FLOW))
        .singleElement()
        .satisfies(topic -> assertThat(topic.remoteTopic()).isEqualTo("us.orders"))
        .satisfies(topic -> assertThat(topic.lagRecords()).isEqualTo(15))
        .satisfies(topic -> assertThat(topic.partitions()).isEqualTo(4));
  }

  @Test
  void whatTheSourceSaysCountsUnlessReplicatorsTellOfAllPartitions() {
    lags = Map.of(FLOW, new LagFigures(lag(4_711, 90), OptionalLong.of(4_711), 1, 4, List.of()));
    report("replicator-service", "a", FlowStatus.State.RUNNING, 0, 0);
    assertThat(flow().lagRecords()).isEqualTo(4_711);
    assertThat(flow().lagSeconds()).isEqualTo(90);

    report("replicator-service", "b", FlowStatus.State.RUNNING, 0, 0);
    assertThat(flow().lagRecords()).isZero();
    assertThat(flow().lagSeconds()).isZero();
  }

  @Test
  void aFlowLagsWhenItsNewestCopyIsOlderThanTenSeconds() {
    report("replicator-service", "a", FlowStatus.State.RUNNING, 10, 10);
    assertThat(flow().state()).isEqualTo(FlowState.RUNNING);
    report("replicator-service", "b", FlowStatus.State.RUNNING, 10, 10.1);
    assertThat(flow().state()).isEqualTo(FlowState.LAGGING);
  }

  @Test
  void aPausedFlowIsPausedHoweverFarBehind() {
    paused = "true";
    report("replicator-service", "a", FlowStatus.State.RUNNING, 10, 1000);
    assertThat(flow().state()).isEqualTo(FlowState.PAUSED);
  }

  @Test
  void whatFailsInAnyServiceIsTroubleAndWhatFailedBeforeIsNot() {
    report("replicator-service", "a", FlowStatus.State.RUNNING, 0, 0);
    report("checkpoint-service", "c", FlowStatus.State.DEGRADED, 0, 0);

    assertThat(flow().state()).isEqualTo(FlowState.UNWELL);
    assertThat(flow().errors()).hasSize(2);
    assertThat(overview().health().troubles())
        .containsExactly(
            new Trouble("us->eu", "checkpoint-service", "c", "it failed", List.of(), NOW, false));
  }

  @Test
  void aChangeIsAppliedWhenEveryInstanceHasLookedAtItAndNoneRefusesIt() {
    changes.add(change(7, "us->eu", Optional.of("{\"topics\":\"b\"}")));
    configured("a", 6, Map.of());
    assertThat(change(0).outcome()).isEqualTo("waiting");
    assertThat(change(0).waitingFor()).containsExactly("replicator-service/a");

    instances.clear();
    configured("a", 7, Map.of());
    assertThat(change(0).outcome()).isEqualTo("applied");
    assertThat(change(0).value()).hasToString("{\"topics\":\"b\"}");

    configured("b", 9, Map.of("us->eu", List.of("no")));
    assertThat(change(0).outcome()).isEqualTo("refused");
    assertThat(change(0).problems()).containsExactly("no");
  }

  @Test
  void aLaterChangeOfTheSameKeyReplacesAnEarlierOne() {
    changes.add(change(7, "us->eu", Optional.of("{\"topics\":\"b\"}")));
    changes.add(change(8, "us", Optional.of("{\"ssl.key.password\":\"canary\"}")));
    changes.add(change(9, "us->eu", Optional.empty()));
    configured("a", 9, Map.of());

    assertThat(overview().changes())
        .extracting(ChangeView::offset, ChangeView::outcome, ChangeView::removal)
        .containsExactly(
            tuple(9L, "applied", true), tuple(8L, "applied", false), tuple(7L, "replaced", false));
    assertThat(overview().toString()).doesNotContain("canary");
    assertThat(change(0).by()).isEqualTo("ann");
    assertThat(change(0).before())
        .hasToString("{\"topics\":\"a\",\"ssl.key.password\":\"(hidden)\"}");
    assertThat(change(0).beforeKnown()).isTrue();
  }

  private ChangeView change(int index) {
    return overview().changes().get(index);
  }

  private FlowView flow() {
    return overview().flows().getFirst();
  }

  private Overview overview() {
    return Overview.of(known(), NOW);
  }

  private Overview.Known known() {
    ChappeConfig config =
        ConfigLoader.parse(
            Map.of(
                "clusters", "us, eu",
                "us.bootstrap.servers", "us:9092",
                "eu.bootstrap.servers", "eu:9092",
                "us->eu.enabled", "true",
                "us->eu.paused", paused),
            Map.of(),
            Set.of());
    AppliedConfiguration applied = new AppliedConfiguration("r", 9, "", Map.of());
    return new Overview.Known(
        config, applied, List.copyOf(instances), List.copyOf(changes), lags, problem);
  }

  private void configured(String name, long offset, Map<String, List<String>> refused) {
    AppliedConfiguration applied =
        new AppliedConfiguration("r", offset, refused.isEmpty() ? "" : "s", refused);
    instances.add(instance("replicator-service", name, applied, Map.of()));
  }

  private void report(
      String service, String name, FlowStatus.State state, long lagRecords, double lagSeconds) {
    boolean copies = service.equals("replicator-service");
    FlowReport report =
        new FlowReport(
            state,
            false,
            "it failed",
            Optional.of(NOW),
            Map.of(),
            copies ? Map.of("copying", 2) : Map.of(),
            List.of(),
            copies ? 100 : 0,
            1000,
            lag(lagRecords, lagSeconds),
            copies
                ? List.of(
                    new FlowReport.TopicReport(
                        "orders", List.of(0, 1), lag(lagRecords, lagSeconds)))
                : List.of(),
            Map.of());
    AppliedConfiguration applied = new AppliedConfiguration("r", 9, "", Map.of());
    instances.add(instance(service, name, applied, Map.of(FLOW, report)));
  }

  private static LagSum lag(long records, double seconds) {
    return new LagSum(
        OptionalLong.of(records),
        OptionalLong.of(0),
        0,
        OptionalDouble.of(seconds),
        0,
        OptionalLong.empty());
  }

  private static InstanceStatus instance(
      String service, String name, AppliedConfiguration applied, Map<FlowId, FlowReport> flows) {
    return new InstanceStatus(service, name, "1.0", NOW, Duration.ofSeconds(2), applied, flows);
  }

  private static Change change(long offset, String key, Optional<String> json) {
    return new Change(
        offset,
        NOW,
        key,
        json,
        "ann",
        Change.Before.of(Optional.of("{\"topics\":\"a\",\"ssl.key.password\":\"canary\"}")));
  }
}
