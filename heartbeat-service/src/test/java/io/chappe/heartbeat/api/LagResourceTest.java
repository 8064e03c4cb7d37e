package io.chappe.heartbeat.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chappe.heartbeat.api.problem.ProblemException;
import io.chappe.heartbeat.lag.LagFigures;
import io.chappe.lag.LagSum;
import io.chappe.naming.FlowId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LagResourceTest {
  private static final FlowId FLOW = new FlowId("us", "eu");

  @Test
  void anAutoscalerGetsANumberOrAnError() {
    assertThat(LagResource.copyable(FLOW, true, Optional.of(figures(OptionalLong.of(7)))))
        .isEqualTo(new Copyable("us->eu", 7));
    assertThatThrownBy(
            () -> LagResource.copyable(FLOW, true, Optional.of(figures(OptionalLong.empty()))))
        .isInstanceOfSatisfying(
            ProblemException.class,
            thrown -> {
              assertThat(thrown.problem().status()).isEqualTo(503);
              assertThat(thrown.problem().detail()).contains("/api/flows/us-%3Eeu/lag");
            });
    assertThatThrownBy(() -> LagResource.copyable(FLOW, true, Optional.empty()))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void aFlowThatIsNotEnabledNeedsNobody() {
    assertThat(LagResource.copyable(FLOW, false, Optional.empty()))
        .isEqualTo(new Copyable("us->eu", 0));
  }

  @Test
  void whatIsNotKnownIsLeftOut() {
    LagView view = LagView.of("us->eu", figures(OptionalLong.empty()));

    assertThat(view.records()).isNull();
    assertThat(view.copyableRecords()).isNull();
    assertThat(view.heldBack()).isNull();
    assertThat(view.heldForSeconds()).isNull();
    assertThat(view.recoveryPointSeconds()).isEqualTo(90);
    assertThat(view.unknownSince()).isEqualTo(Instant.ofEpochMilli(5));
  }

  private static LagFigures figures(OptionalLong copyable) {
    LagSum sum =
        new LagSum(
            OptionalLong.empty(),
            OptionalLong.empty(),
            0,
            OptionalDouble.of(90),
            2,
            OptionalLong.of(5));
    return new LagFigures(sum, copyable, 0, 4, List.of());
  }
}
