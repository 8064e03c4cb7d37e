package io.chappe.acceptance.soak;

import static io.chappe.acceptance.TopicView.get;

import io.chappe.acceptance.Patience;
import io.chappe.testing.Records;
import io.chappe.testing.TestCluster;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.awaitility.Awaitility;

/**
 * The topics of one round. Half of them have names that come again in each round, half have names
 * that never were there before; every second one is written in transactions.
 */
final class ChurningTopics {
  static final int COUNT = 50;
  static final int PARTITIONS = 2;
  private static final int TRANSACTIONS = 4;
  private static final int RECORDS = 5;

  private final TestCluster source;
  private final TestCluster target;
  private final int round;
  private final List<String> names;
  private long written;

  ChurningTopics(TestCluster source, TestCluster target, int round) {
    this.source = source;
    this.target = target;
    this.round = round;
    this.names =
        IntStream.range(0, COUNT)
            .mapToObj(each -> each < COUNT / 2 ? "again-" + each : "new-" + round + "-" + each)
            .toList();
  }

  void create() {
    List<NewTopic> topics =
        names.stream()
            .map(each -> new NewTopic(each, Optional.of(PARTITIONS), Optional.empty()))
            .toList();
    get(source.admin().createTopics(topics).all());
  }

  /** Writes some more records into each partition, with aborted transactions in between. */
  void fill() {
    try (Producer<byte[], byte[]> plain = Records.producer(source, Map.of("linger.ms", 5));
        Producer<byte[], byte[]> transactional =
            Records.producer(source, Map.of("linger.ms", 5, "transactional.id", "soak"))) {
      transactional.initTransactions();
      Records.send(plain, records(partitions(false)));
      for (int count = 0; count < TRANSACTIONS; count++) {
        transactional.beginTransaction();
        Records.send(transactional, records(partitions(true)));
        if (count % 2 == 0) {
          transactional.commitTransaction();
        } else {
          transactional.abortTransaction();
        }
      }
    }
    written += RECORDS * (partitions(false).size() + (TRANSACTIONS / 2) * partitions(true).size());
  }

  /** Committed records of all rounds of {@link #fill}. */
  long written() {
    return written;
  }

  List<TopicPartition> copies() {
    return Stream.of(true, false)
        .flatMap(each -> partitions(each).stream())
        .map(each -> new TopicPartition("us." + each.topic(), each.partition()))
        .toList();
  }

  /** Commits offsets of a group of this round, and waits until the target has them. */
  void commitOffsets() {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        Map.of(new TopicPartition(names.getFirst(), 0), new OffsetAndMetadata(RECORDS));
    get(source.admin().alterConsumerGroupOffsets(group(), offsets).all());
    Awaitility.await("the offsets of " + group())
        .atMost(Patience.LIMIT)
        .ignoreExceptionsInstanceOf(IllegalStateException.class)
        .until(
            () ->
                !get(target
                        .admin()
                        .listConsumerGroupOffsets(group())
                        .partitionsToOffsetAndMetadata())
                    .isEmpty());
  }

  /** Deletes topics and group, and waits until the copies are gone too. */
  void delete() {
    get(source.admin().deleteConsumerGroups(List.of(group())).all());
    get(source.admin().deleteTopics(names).all());
    Set<String> copies = Set.copyOf(copies().stream().map(TopicPartition::topic).toList());
    Awaitility.await("the copies of deleted topics to be gone")
        .atMost(Patience.LIMIT)
        .until(() -> get(target.admin().listTopics().names()).stream().noneMatch(copies::contains));
    Awaitility.await("the group to be gone").atMost(Patience.LIMIT).until(this::deleteOnTarget);
  }

  private boolean deleteOnTarget() throws InterruptedException {
    try {
      target.admin().deleteConsumerGroups(List.of(group())).all().get();
      return true;
    } catch (ExecutionException gone) {
      return gone.getCause() instanceof GroupIdNotFoundException;
    }
  }

  private String group() {
    return "soak-" + round;
  }

  private List<TopicPartition> partitions(boolean transactional) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (int topic = transactional ? 0 : 1; topic < COUNT; topic += 2) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        partitions.add(new TopicPartition(names.get(topic), partition));
      }
    }
    return partitions;
  }

  private static List<ProducerRecord<byte[], byte[]>> records(
      Collection<TopicPartition> partitions) {
    return partitions.stream()
        .flatMap(
            each ->
                IntStream.range(0, RECORDS)
                    .mapToObj(
                        number ->
                            new ProducerRecord<byte[], byte[]>(
                                each.topic(), each.partition(), null, new byte[100])))
        .toList();
  }
}
