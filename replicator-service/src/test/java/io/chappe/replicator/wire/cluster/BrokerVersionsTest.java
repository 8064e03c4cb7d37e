package io.chappe.replicator.wire.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.replicator.wire.append.TransactionFence;
import io.chappe.replicator.wire.fetch.FollowedPartition;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.NodeApiVersions;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.FetchRequest;
import org.junit.jupiter.api.Test;

class BrokerVersionsTest {
  /** The highest versions of some requests that brokers of a release name. */
  private static final Map<ApiKeys, Integer> KAFKA_2_0 =
      Map.of(ApiKeys.FETCH, 8, ApiKeys.INIT_PRODUCER_ID, 1);

  private static final Map<ApiKeys, Integer> KAFKA_2_4 =
      Map.of(
          ApiKeys.FETCH, 11,
          ApiKeys.INIT_PRODUCER_ID, 2,
          ApiKeys.ELECT_LEADERS, 2,
          ApiKeys.INCREMENTAL_ALTER_CONFIGS, 1,
          ApiKeys.LIST_PARTITION_REASSIGNMENTS, 0);

  private static final Map<ApiKeys, Integer> KAFKA_2_6 =
      with(KAFKA_2_4, Map.of(ApiKeys.INIT_PRODUCER_ID, 3, ApiKeys.DESCRIBE_CLIENT_QUOTAS, 0));

  private static final Map<ApiKeys, Integer> KAFKA_2_8 =
      with(
          KAFKA_2_6,
          Map.of(
              ApiKeys.FETCH, 12,
              ApiKeys.INIT_PRODUCER_ID, 4,
              ApiKeys.DESCRIBE_USER_SCRAM_CREDENTIALS, 0,
              ApiKeys.DESCRIBE_CLUSTER, 0));

  @Test
  void tellsAReleaseByWhatItsBrokersUnderstand() {
    assertThat(BrokerVersions.release(broker(KAFKA_2_0))).isEqualTo("before 2.1");
    assertThat(BrokerVersions.release(broker(KAFKA_2_4))).isEqualTo("2.4");
    assertThat(BrokerVersions.release(broker(KAFKA_2_6))).isEqualTo("2.6");
    assertThat(BrokerVersions.release(broker(KAFKA_2_8))).isEqualTo("2.8 or newer");
    assertThat(BrokerVersions.release(NodeApiVersions.create())).isEqualTo("2.8 or newer");
  }

  @Test
  void aTargetThatIsTooOldIsRefusedByNameVersionAndWhatIsMissing() {
    BrokerVersions versions = new BrokerVersions("eu", BrokerVersions.Side.TARGET);
    assertThat(versions.refusal()).isEmpty();
    versions.update("1", broker(KAFKA_2_6));
    assertThat(versions.refusal()).isEmpty();

    versions.update("2", broker(KAFKA_2_4));
    assertThat(versions.refusal())
        .containsInstanceOf(Failure.StopPartition.class)
        .hasValueSatisfying(
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(Reason.UNSUPPORTED_VERSION);
              assertThat(refusal.message())
                  .isEqualTo(
                      "cluster eu: its brokers are of Kafka 2.4, and as a target they must be of 2.5 or newer: InitProducerId version 3 is missing (a fence that names the identity, KIP-360)");
            });

    versions.remove("2");
    assertThat(versions.refusal()).as("after the upgrade").isEmpty();
  }

  @Test
  void aSourceMayBeOlder() {
    BrokerVersions versions = new BrokerVersions("us", BrokerVersions.Side.SOURCE);
    versions.update("1", broker(KAFKA_2_4));
    assertThat(versions.refusal()).isEmpty();

    versions.update("1", broker(KAFKA_2_0));
    assertThat(versions.refusal())
        .hasValueSatisfying(
            refusal -> assertThat(refusal.message()).contains("cluster us", "before 2.1", "Fetch"));
  }

  @Test
  void saysOfOlderSourcesWhatElseGoesUnnoticed() {
    BrokerVersions versions = new BrokerVersions("us", BrokerVersions.Side.SOURCE);
    versions.update("1", broker(KAFKA_2_8));
    assertThat(versions.unnoticed()).doesNotContain("lost its tail");

    versions.update("2", broker(KAFKA_2_6));
    assertThat(versions.unnoticed()).contains("created again", "lost its tail");
  }

  @Test
  void brokersBefore27AreAskedForNothingThatTheyDontUnderstand() {
    BrokerVersions versions = new BrokerVersions("us", BrokerVersions.Side.SOURCE);
    versions.update("1", broker(KAFKA_2_6));
    versions.update("2", broker(KAFKA_2_8));
    FollowedPartition partition =
        new FollowedPartition(new TopicPartition("orders", 0), Uuid.ZERO_UUID, 100, 3, null, null);

    for (String node : List.of("1", "2")) {
      FetchRequest.PartitionData asked =
          partition.request(1_000, Optional.of(4), versions.tellsDivergence(node));
      short version = node.equals("1") ? (short) 11 : (short) 12;
      FetchRequest request =
          FetchRequest.Builder.forConsumer(
                  version, 0, 0, Map.of(new TopicPartition("orders", 0), asked))
              .build(version);
      assertThat(request.serialize()).isNotNull();
      assertThat(asked.lastFetchedEpoch)
          .isEqualTo(node.equals("1") ? Optional.empty() : Optional.of(3));
    }
  }

  @Test
  void theIdentityIsNeverLeftOutOfARequestForAnEpoch() {
    assertThat(
            new TransactionFence.NamingTheIdentity(new InitProducerIdRequestData())
                .oldestAllowedVersion())
        .isEqualTo((short) 3);
  }

  private static Map<ApiKeys, Integer> with(
      Map<ApiKeys, Integer> before, Map<ApiKeys, Integer> since) {
    Map<ApiKeys, Integer> all = new EnumMap<>(before);
    all.putAll(since);
    return all;
  }

  private static NodeApiVersions broker(Map<ApiKeys, Integer> highest) {
    Collection<ApiVersion> ranges =
        Arrays.stream(ApiKeys.values())
            .filter(highest::containsKey)
            .map(
                key ->
                    new ApiVersion()
                        .setApiKey(key.id)
                        .setMinVersion((short) 0)
                        .setMaxVersion(highest.get(key).shortValue()))
            .toList();
    return new NodeApiVersions(ranges, List.of());
  }
}
