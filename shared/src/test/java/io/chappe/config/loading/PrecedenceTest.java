package io.chappe.config.loading;

import static io.chappe.config.loading.ConfigFixture.configOf;
import static io.chappe.config.loading.ConfigFixture.flowOf;
import static io.chappe.config.loading.ConfigFixture.warningsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.ChappeConfig;
import io.chappe.config.ClientSettings;
import io.chappe.config.FlowConfig;
import io.chappe.naming.FlowId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which line wins, row by row as MM2's dedicated mode does it. */
class PrecedenceTest {
  @Test
  void aFlowsKeyWinsOverTheKeyForAllFlows() {
    FlowConfig flow = flowOf("topics=all.*", "us->eu.topics=some.*");

    assertThat(flow.topicFilter().accepts("some-1")).isTrue();
    assertThat(flow.topicFilter().accepts("all-1")).isFalse();
  }

  @Test
  void aKeyForAllFlowsReachesEachOfThem() {
    ChappeConfig config =
        configOf("eu->us.enabled=true", "refresh.topics.interval.seconds=7", "enabled=false");

    assertThat(config.flows())
        .hasSize(2)
        .allSatisfy(
            flow -> assertThat(flow.topics().refreshInterval()).isEqualTo(Duration.ofSeconds(7)));
  }

  @Test
  void enabledForAllFlowsEnablesEachThatDoesNotSayOtherwise() {
    ChappeConfig config = configOf("enabled=true", "us->eu.enabled=false");

    assertThat(config.flows()).extracting(FlowConfig::id).containsExactly(new FlowId("eu", "us"));
  }

  @Test
  void defaultsComeFromTheSourceOnlyIfTheFlowSaysSo() {
    assertThat(flowOf("us->eu.use.defaults.from=source").configFilter().useSourceDefaults())
        .isTrue();
    assertThat(flowOf("use.defaults.from=source").configFilter().useSourceDefaults()).isFalse();
    assertThat(warningsOf("use.defaults.from=source"))
        .singleElement()
        .asString()
        .contains("use.defaults.from", "us->eu.use.defaults.from");
  }

  @Test
  void theConnectionOfAllClustersReachesAllClientsOfEach() {
    ChappeConfig config = configOf("security.protocol=SSL", "eu.security.protocol=PLAINTEXT");

    FlowConfig flow = config.flows().getFirst();
    for (ClientSettings clients : List.of(config.clusters().get("us"), flow.source())) {
      assertThat(clients.consumer()).containsEntry("security.protocol", "SSL");
      assertThat(clients.producer()).containsEntry("security.protocol", "SSL");
      assertThat(clients.admin()).containsEntry("security.protocol", "SSL");
    }
    for (ClientSettings clients : List.of(config.clusters().get("eu"), flow.target())) {
      assertThat(clients.consumer()).containsEntry("security.protocol", "PLAINTEXT");
      assertThat(clients.producer()).containsEntry("security.protocol", "PLAINTEXT");
      assertThat(clients.admin()).containsEntry("security.protocol", "PLAINTEXT");
    }
  }

  @Test
  void aClientsOwnConnectionWinsOverItsClusters() {
    FlowConfig flow =
        flowOf(
            "us.security.protocol=SSL",
            "us.consumer.security.protocol=PLAINTEXT",
            "us.consumer.bootstrap.servers=near:9092");

    assertThat(flow.source().consumer())
        .containsEntry("security.protocol", "PLAINTEXT")
        .containsEntry("bootstrap.servers", "near:9092");
    assertThat(flow.source().admin())
        .containsEntry("security.protocol", "SSL")
        .containsEntry("bootstrap.servers", "us:9092");
  }

  @Test
  void theSourcesConsumerTakesTheFlowsThenTheClustersThenTheFlowsSourceLayer() {
    assertThat(flowOf("us->eu.consumer.max.poll.records=1").source().consumer())
        .containsEntry("max.poll.records", "1");
    assertThat(
            flowOf("us->eu.consumer.max.poll.records=1", "us.consumer.max.poll.records=2")
                .source()
                .consumer())
        .containsEntry("max.poll.records", "2");
    assertThat(
            flowOf(
                    "us->eu.consumer.max.poll.records=1",
                    "us.consumer.max.poll.records=2",
                    "us->eu.source.consumer.max.poll.records=3")
                .source()
                .consumer())
        .containsEntry("max.poll.records", "3");
  }

  @Test
  void theAdminClientsTakeTheSameLayersOnBothSides() {
    FlowConfig flow =
        flowOf(
            "us->eu.admin.retries=1",
            "eu.admin.retries=2",
            "us->eu.source.admin.retry.backoff.ms=3",
            "us->eu.target.admin.retry.backoff.ms=4");

    assertThat(flow.source().admin())
        .containsEntry("retries", "1")
        .containsEntry("retry.backoff.ms", "3");
    assertThat(flow.target().admin())
        .containsEntry("retries", "2")
        .containsEntry("retry.backoff.ms", "4");
  }

  @Test
  void theProducerOfTheDataTakesTheTargetClustersProducerThenTheOverride() {
    assertThat(flowOf("eu.producer.linger.ms=1").target().producer())
        .containsEntry("linger.ms", "1");
    assertThat(
            flowOf("eu.producer.linger.ms=1", "us->eu.producer.override.linger.ms=2")
                .target()
                .producer())
        .containsEntry("linger.ms", "2");
  }

  @Test
  void otherProducerLayersOfAFlowDoNotReachTheProducerOfTheData() {
    String[] lines = {"us->eu.producer.linger.ms=1", "us->eu.target.producer.linger.ms=2"};

    assertThat(flowOf(lines).target().producer()).doesNotContainKey("linger.ms");
    assertThat(warningsOf(lines))
        .hasSize(2)
        .allSatisfy(warning -> assertThat(warning).contains("us->eu.producer.override.linger.ms"));
  }

  @Test
  void theFlowsSideOfAClusterCountsOnlyWhereTheClusterSaysNothing() {
    assertThat(flowOf("us->eu.source.cluster.security.protocol=SSL").source().consumer())
        .containsEntry("security.protocol", "SSL");
    String[] both = {
      "us->eu.source.cluster.security.protocol=SSL", "us.security.protocol=PLAINTEXT"
    };
    assertThat(flowOf(both).source().consumer()).containsEntry("security.protocol", "PLAINTEXT");
    assertThat(warningsOf(both)).singleElement().asString().contains("loses against");
  }

  @Test
  void clientsOfOneClusterDoNotReachTheOther() {
    FlowConfig flow = flowOf("us.consumer.fetch.max.bytes=1000", "us.producer.linger.ms=9");

    assertThat(flow.target().consumer()).doesNotContainKey("fetch.max.bytes");
    assertThat(flow.target().producer()).doesNotContainKey("linger.ms");
  }

  @Test
  void topLevelClientKeysAreIgnoredAndSaid() {
    String[] lines = {
      "consumer.fetch.max.bytes=1",
      "producer.linger.ms=2",
      "admin.retries=3",
      "producer.override.linger.ms=4",
      "linger.ms=5"
    };
    FlowConfig flow = flowOf(lines);

    assertThat(flow.source().consumer()).containsOnlyKeys("bootstrap.servers");
    assertThat(flow.target().producer()).containsOnlyKeys("bootstrap.servers");
    assertThat(flow.target().admin()).containsOnlyKeys("bootstrap.servers");
    assertThat(warningsOf(lines))
        .satisfiesExactlyInAnyOrder(
            warning -> assertThat(warning).contains("us.consumer.fetch.max.bytes"),
            warning -> assertThat(warning).contains("us.producer.linger.ms"),
            warning -> assertThat(warning).contains("us.admin.retries"),
            warning -> assertThat(warning).contains("us->eu.producer.override.linger.ms"),
            warning ->
                assertThat(warning).startsWith("linger.ms").contains("us.producer.linger.ms"));
  }

  @Test
  void aFlowsKeyOfAClusterIsIgnoredAndSaid() {
    String[] lines = {"us.topics=orders", "eu.emit.checkpoints.interval.seconds=9"};

    assertThat(flowOf(lines)).isEqualTo(flowOf());
    assertThat(warningsOf(lines))
        .satisfiesExactlyInAnyOrder(
            warning -> assertThat(warning).startsWith("us.topics").contains("us->eu.topics"),
            warning ->
                assertThat(warning)
                    .startsWith("eu.emit.checkpoints")
                    .contains("us->eu.emit.checkpoints.interval.seconds"));
  }
}
