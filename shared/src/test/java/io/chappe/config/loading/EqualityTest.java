package io.chappe.config.loading;

import static io.chappe.config.loading.ConfigFixture.flowOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.keys.PolicyKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A changed flow can be told from one that stayed as it was. */
class EqualityTest {
  @Test
  void twoFlowsFromTheSameLinesAreEqual() {
    assertThat(flowOf("topics=a.*")).isEqualTo(flowOf("topics=a.*"));
    assertThat(flowOf("topics=a.*")).hasSameHashCodeAs(flowOf("topics=a.*"));
    String identity = "replication.policy.class=" + PolicyKeys.IDENTITY_POLICY;
    assertThat(flowOf(identity)).isEqualTo(flowOf(identity));
    assertThat(flowOf(identity)).hasSameHashCodeAs(flowOf(identity));
  }

  @Test
  void whereTheSeparatorStandsCounts() {
    String inInternal = "replication.policy.internal.topic.separator.enabled=";

    assertThat(flowOf("replication.policy.separator=_", inInternal + "false"))
        .isNotEqualTo(flowOf("replication.policy.separator=_", inInternal + "true"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "topics=a.*",
        "topics.exclude=a.*",
        "topics.rename=a -> b; c{1,2} -> d",
        "provenance.headers.enabled=true",
        "errors.tolerance=all",
        "groups=a.*",
        "groups.exclude=a.*",
        "config.properties.exclude=a.*",
        "us->eu.use.defaults.from=source",
        "replication.policy.separator=_",
        "replication.policy.class=org.apache.kafka.connect.mirror.IdentityReplicationPolicy",
        "refresh.topics.interval.seconds=6",
        "emit.checkpoints.enabled=false",
        "emit.heartbeats.interval.seconds=2",
        "us.consumer.max.poll.records=1",
        "eu.ssl.keystore.password=other"
      })
  void aChangedLineMakesAnotherFlow(String line) {
    assertThat(flowOf(line)).isNotEqualTo(flowOf());
  }
}
