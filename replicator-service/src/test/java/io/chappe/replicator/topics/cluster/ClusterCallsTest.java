package io.chappe.replicator.topics.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.failure.FailedException;
import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class ClusterCallsTest {
  @Test
  void silenceIsOneFailureWhateverEndedTheWait() {
    Failure silence = new Failure.Retry(Reason.REQUEST_TIMED_OUT, "no answer in time");

    assertThat(ClusterCalls.failure(new TimeoutException("after 3 attempts"))).isEqualTo(silence);
    assertThat(ClusterCalls.failure(new TimeoutException("call", new DisconnectException("x"))))
        .isEqualTo(silence);
    assertThat(ClusterCalls.failure(new java.util.concurrent.TimeoutException()))
        .isEqualTo(silence);
  }

  @Test
  void aFailureThatIsHandedOnKeepsItsReason() {
    Failure failure = new Failure.Retry(Reason.NOT_LEADER_OR_FOLLOWER, "no leader");

    assertThat(ClusterCalls.failure(new FailedException(failure))).isEqualTo(failure);
  }
}
