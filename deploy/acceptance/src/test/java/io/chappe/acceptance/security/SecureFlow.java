package io.chappe.acceptance.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.acceptance.Faithfulness;
import io.chappe.acceptance.Patience;
import io.chappe.acceptance.Service;
import io.chappe.acceptance.TopicView;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.TestCluster;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.CompressionType;
import org.awaitility.Awaitility;

/**
 * One flow of the {@link SecureLandscape}, as a user sees it from outside.
 *
 * @param login how the services log in for it
 */
record SecureFlow(SecureLandscape landscape, Login login) {
  private static final int RECORDS = 100;
  private static final long COMMITTED = 40;

  /** A new topic with records on the source, of which a group has read some; returns its name. */
  String newTopic() {
    String topic = SharedClusters.uniqueName(login.stem() + "orders");
    TestCluster source = landscape.source();
    source.createTopic(topic, 1);
    Records.produce(source, topic, CompressionType.LZ4, RECORDS);
    Map<TopicPartition, OffsetAndMetadata> offsets =
        Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(COMMITTED));
    TopicView.get(source.admin().alterConsumerGroupOffsets(group(), offsets).all());
    return topic;
  }

  private String group() {
    return login.stem() + "readers";
  }

  String remote(String topic) {
    return login.source() + "." + topic;
  }

  /** All three services do for the topic what they are for. */
  void assertReplicated(String topic) {
    Faithfulness faithfulness = new Faithfulness(landscape.source(), landscape.target());
    faithfulness.awaitCopied(topic, remote(topic), Patience.LIMIT);
    faithfulness.assertSameRecords(topic, remote(topic));
    TopicPartition copy = new TopicPartition(remote(topic), 0);
    long translated =
        Records.readAll(landscape.target(), remote(topic)).get((int) COMMITTED).offset();
    Awaitility.await("the group of " + login)
        .atMost(Patience.LIMIT)
        .untilAsserted(() -> assertThat(committedOnTarget(copy)).contains(translated));
    Awaitility.await("heartbeats of " + login)
        .atMost(Patience.LIMIT)
        .untilAsserted(() -> assertThat(heartbeatAge()).isLessThan(4));
  }

  private Optional<Long> committedOnTarget(TopicPartition copy) {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        TopicView.get(
            landscape
                .target()
                .admin()
                .listConsumerGroupOffsets(group())
                .partitionsToOffsetAndMetadata());
    return Optional.ofNullable(offsets.get(copy)).map(OffsetAndMetadata::offset);
  }

  private double heartbeatAge() {
    String metrics = landscape.service(Service.HEARTBEAT).get("/q/metrics");
    Matcher age =
        Pattern.compile(
                "chappe_heartbeat_age_seconds\\{[^}]*source=\"%s\"[^}]*} (\\S+)"
                    .formatted(login.source()))
            .matcher(metrics);
    assertThat(age.find()).as(metrics).isTrue();
    return Double.parseDouble(age.group(1));
  }

  /** What a service's readiness data tells of the flow that begins with {@code what}. */
  String told(Service service, String what) {
    String body = landscape.service(service).get("/q/health/ready");
    Matcher told =
        Pattern.compile("\"" + Pattern.quote(login.flow() + what) + "\": \"(.*)\"").matcher(body);
    return told.find() ? told.group(1) : "";
  }

  String state(Service service) {
    return told(service, "");
  }

  String lastError(Service service) {
    return told(service, " last error");
  }
}
