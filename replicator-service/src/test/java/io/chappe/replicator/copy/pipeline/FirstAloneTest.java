package io.chappe.replicator.copy.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FirstAloneTest {
  private long nowMs;
  private final FirstAlone firstAlone = new FirstAlone(() -> nowMs);

  @Test
  void theFirstAppendGoesAlone() {
    assertThat(firstAlone.mayAppend(0)).isTrue();
    assertThat(firstAlone.mayAppend(1)).isFalse();
  }

  @Test
  void othersFollowOnceItIsAnswered() {
    firstAlone.mayAppend(0);
    firstAlone.answered();

    assertThat(firstAlone.mayAppend(0)).isTrue();
    assertThat(firstAlone.mayAppend(1)).isTrue();
  }

  @Test
  void theFirstAfterASilenceGoesAloneAgain() {
    firstAlone.mayAppend(0);
    firstAlone.answered();
    nowMs += FirstAlone.SILENCE_MS;

    assertThat(firstAlone.mayAppend(0)).isTrue();
    assertThat(firstAlone.mayAppend(1)).isFalse();
  }
}
