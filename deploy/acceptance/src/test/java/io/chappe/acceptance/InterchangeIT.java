package io.chappe.acceptance;

import static io.chappe.acceptance.Patience.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.testing.ReceivedRecord;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.connect.mirror.MirrorClient;
import org.apache.kafka.connect.mirror.RemoteClusterUtils;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What MM2 itself has written, we go on with; what we have written, MM2 itself works with. */
@ExtendWith(LandscapeExtension.class)
class InterchangeIT {
  private static final int RECORDS = 1_000;
  private static final int MORE = 100;
  private static final long LAG_MAX = 100;

  private final String topic = SharedClusters.uniqueName("handed-over");
  private final String group = SharedClusters.uniqueName("readers");

  @Test
  void goesOnWithTheCheckpointsOfMirrorMaker(Landscape landscape) throws Exception {
    fill(landscape.us());
    commit(landscape.us(), group, 500);
    commit(landscape.us(), group + "-at-the-end", RECORDS);
    String flow = flow(landscape, "old", "new");

    try (MirrorMakerProcess mirrorMaker =
        MirrorMakerProcess.dedicated(Landscape.write(flow + mirrorMakerSettings("new")))) {
      await(
          "MirrorMaker's checkpoints",
          mirrorMaker,
          () ->
              assertThat(translated(landscape.eu(), "old", group + "-at-the-end"))
                  .hasValue((long) RECORDS));
    }
    Optional<Long> theirs = translated(landscape.eu(), "old", group);
    Path configuration = Landscape.write(flow + "old->new.start.from = latest\n");
    try (ServiceProcess replicator = ServiceProcess.startReady(Service.REPLICATOR, configuration);
        ServiceProcess checkpoint = ServiceProcess.startReady(Service.CHECKPOINT, configuration)) {
      awaitFirstContact(checkpoint);
      try (Producer<byte[], byte[]> producer = Records.producer(landscape.us(), Map.of())) {
        Records.send(producer, Records.generate(topic, RECORDS, MORE));
      }
      commit(landscape.us(), group + "-at-the-end", RECORDS + 50);
      await(
          "our checkpoint behind those of MirrorMaker",
          replicator,
          () ->
              assertThat(nextRecord(landscape.eu(), "old", group + "-at-the-end"))
                  .isEqualTo(recordAt(landscape.us(), topic, RECORDS + 50)));
      // A group that stands where only MirrorMaker knows keeps what MirrorMaker said of it.
      assertThat(translated(landscape.eu(), "old", group)).isEqualTo(theirs).isPresent();

      commit(landscape.us(), group, RECORDS + 10);
      await(
          "our checkpoint instead of MirrorMaker's",
          checkpoint,
          () ->
              assertThat(nextRecord(landscape.eu(), "old", group))
                  .isEqualTo(recordAt(landscape.us(), topic, RECORDS + 10)));
    }
  }

  @Test
  void mirrorMakersOwnCheckpointsWorkWithOurOffsetSyncs(Landscape landscape) throws Exception {
    fill(landscape.us());
    commit(landscape.us(), group, 300);
    commit(landscape.us(), group + "-at-the-end", RECORDS);
    Path configuration =
        Landscape.write(
            flow(landscape, "far", "near")
                + "far->near.emit.checkpoints.enabled = false\noffset.lag.max = "
                + LAG_MAX);

    try (ServiceProcess replicator = ServiceProcess.startReady(Service.REPLICATOR, configuration);
        ServiceProcess checkpoint = ServiceProcess.startReady(Service.CHECKPOINT, configuration);
        MirrorMakerProcess connector = checkpointConnector(landscape, configuration)) {
      await(
          "MirrorMaker's checkpoint at the end",
          connector,
          () ->
              assertThat(nextOffset(landscape.eu(), "far", group + "-at-the-end"))
                  .isEqualTo(exact(landscape.eu(), RECORDS)));
      await(
          "MirrorMaker's checkpoint far behind",
          connector,
          () ->
              assertThat(nextOffset(landscape.eu(), "far", group))
                  .isBetween(1L, exact(landscape.eu(), 300)));
      assertThat(checkpoint.output()).noneMatch(line -> line.contains(" ERROR "));

      commit(landscape.us(), group, RECORDS - LAG_MAX / 2);
      long expected = exact(landscape.eu(), (int) (RECORDS - LAG_MAX / 2));
      await(
          "MirrorMaker's checkpoint within offset.lag.max",
          connector,
          () ->
              assertThat(nextOffset(landscape.eu(), "far", group))
                  .isBetween(expected - LAG_MAX, expected));
      assertThat(replicator.output()).noneMatch(line -> line.contains(" ERROR "));
    }
  }

  private String flow(Landscape landscape, String source, String target) {
    return """
        clusters = %1$s, %2$s
        %1$s.bootstrap.servers = %3$s
        %2$s.bootstrap.servers = %4$s
        %1$s->%2$s.enabled = true
        %1$s->%2$s.topics = %5$s
        %1$s->%2$s.groups = %6$s.*
        %1$s->%2$s.emit.heartbeats.enabled = false
        %2$s->%1$s.emit.heartbeats.enabled = false
        heartbeats.replication.enabled = false
        emit.checkpoints.interval.seconds = 1
        refresh.groups.interval.seconds = 1
        refresh.topics.interval.seconds = 1
        replication.factor = 1
        checkpoints.topic.replication.factor = 1
        offset-syncs.topic.replication.factor = 1
        """
        .formatted(
            source,
            target,
            landscape.us().bootstrapServers(),
            landscape.eu().bootstrapServers(),
            topic,
            group);
  }

  private static String mirrorMakerSettings(String target) {
    return """
        offset.storage.replication.factor = 1
        status.storage.replication.factor = 1
        config.storage.replication.factor = 1
        offset.lag.max = 10
        %s.offset.flush.interval.ms = 1000
        """
        .formatted(target);
  }

  private MirrorMakerProcess checkpointConnector(Landscape landscape, Path beside)
      throws IOException {
    Path worker =
        Files.writeString(
            beside.resolveSibling("worker.properties"),
            """
            bootstrap.servers = %s
            key.converter = org.apache.kafka.connect.converters.ByteArrayConverter
            value.converter = org.apache.kafka.connect.converters.ByteArrayConverter
            offset.storage.file.filename = %s
            listeners = http://127.0.0.1:0
            """
                .formatted(
                    landscape.eu().bootstrapServers(), beside.resolveSibling("offsets.bin")));
    Path connector =
        Files.writeString(
            beside.resolveSibling("connector.properties"),
            """
            name = checkpoints
            connector.class = org.apache.kafka.connect.mirror.MirrorCheckpointConnector
            source.cluster.alias = far
            target.cluster.alias = near
            source.cluster.bootstrap.servers = %s
            target.cluster.bootstrap.servers = %s
            topics = %s
            groups = %s.*
            emit.checkpoints.interval.seconds = 1
            refresh.groups.interval.seconds = 1
            checkpoints.topic.replication.factor = 1
            """
                .formatted(
                    landscape.us().bootstrapServers(),
                    landscape.eu().bootstrapServers(),
                    topic,
                    group));
    return MirrorMakerProcess.connector(worker, connector);
  }

  private void fill(TestCluster source) {
    source.createTopic(topic, 1);
    Records.produce(source, topic, CompressionType.ZSTD, RECORDS);
  }

  private void commit(TestCluster source, String id, long offset) {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(offset));
    TopicView.get(source.admin().alterConsumerGroupOffsets(id, offsets).all());
  }

  /** The place where the copy begins is known: what is produced from now on is copied. */
  private void awaitFirstContact(ServiceProcess checkpoint) {
    String question =
        "/translate?flow=old-%3Enew&topic=" + topic + "&partition=0&offset=" + RECORDS;
    Awaitility.await("first contact with " + topic)
        .atMost(LIMIT)
        .until(() -> checkpoint.ask(question, Optional.empty()).statusCode() == 200);
  }

  private Optional<Long> translated(TestCluster target, String source, String id) throws Exception {
    TopicPartition copy = new TopicPartition(source + "." + topic, 0);
    Map<TopicPartition, OffsetAndMetadata> offsets =
        RemoteClusterUtils.translateOffsets(
            target.clientProperties(), source, id, Duration.ofSeconds(10));
    try (MirrorClient client = new MirrorClient(target.clientProperties())) {
      assertThat(client.remoteConsumerOffsets(id, source, Duration.ofSeconds(10)))
          .isEqualTo(offsets);
    }
    return Optional.ofNullable(offsets.get(copy)).map(OffsetAndMetadata::offset);
  }

  private long nextOffset(TestCluster target, String source, String id) throws Exception {
    return translated(target, source, id).orElse(-1L);
  }

  /** The record that a group would read next on the target. */
  private ReceivedRecord nextRecord(TestCluster target, String source, String id) throws Exception {
    return recordAt(target, source + "." + topic, nextOffset(target, source, id));
  }

  private static ReceivedRecord recordAt(TestCluster cluster, String topic, long offset) {
    return Records.readAll(cluster, topic).stream()
        .filter(each -> each.offset() >= offset)
        .findFirst()
        .orElseThrow()
        .withoutOffset();
  }

  /** The offset in the copy of the record with a number, or of the one to come. */
  private long exact(TestCluster target, int number) {
    List<ReceivedRecord> copies = Records.readAll(target, "far." + topic);
    return number < copies.size() ? copies.get(number).offset() : copies.getLast().offset() + 1;
  }

  private interface Check {
    void run() throws Exception;
  }

  private static void await(String what, MirrorMakerProcess process, Check check) {
    await(what, check, process::outputTail);
  }

  private static void await(String what, ServiceProcess process, Check check) {
    await(what, check, process::outputTail);
  }

  private static void await(String what, Check check, Supplier<String> output) {
    try {
      Awaitility.await(what).atMost(LIMIT).ignoreExceptions().untilAsserted(check::run);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(output.get(), e);
    }
  }
}
