package io.chappe.benchmark.load;

import io.chappe.testing.Records;
import io.chappe.testing.TestCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** Many topics of ten partitions, with a few records in each partition. */
public final class ManyTopics {
  private static final int PARTITIONS_OF_TOPIC = 10;
  private static final int CREATED_AT_ONCE = 100;

  private final List<TopicPartition> partitions;
  private int waves;

  /**
   * @param count of all partitions, a multiple of ten
   */
  public ManyTopics(int count) {
    this.partitions =
        IntStream.range(0, count)
            .mapToObj(
                number ->
                    new TopicPartition(
                        "many-" + number / PARTITIONS_OF_TOPIC, number % PARTITIONS_OF_TOPIC))
            .toList();
  }

  /** All partitions on the source. */
  public List<TopicPartition> partitions() {
    return partitions;
  }

  /** How many records are in each partition. */
  public int waves() {
    return waves;
  }

  /** What contenders are told. */
  public Workload workload() {
    return new Workload("many", "none", 16_384, partitions.size(), 0, Workload.Kind.MANY_TOPICS);
  }

  /** Creates the topics. */
  public void create(TestCluster source) {
    List<String> names = partitions.stream().map(TopicPartition::topic).distinct().toList();
    try {
      for (int from = 0; from < names.size(); from += CREATED_AT_ONCE) {
        List<NewTopic> some =
            names.subList(from, Math.min(names.size(), from + CREATED_AT_ONCE)).stream()
                .map(name -> new NewTopic(name, Optional.of(PARTITIONS_OF_TOPIC), Optional.empty()))
                .toList();
        source.admin().createTopics(some).all().get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Writes one record to each partition. */
  public void write(TestCluster source) {
    Payload payload = new Payload();
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (Producer<byte[], byte[]> producer = Records.producer(source, Map.of())) {
      partitions.forEach(
          each ->
              sent.add(
                  producer.send(
                      new ProducerRecord<>(each.topic(), each.partition(), null, payload.next()))));
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    waves++;
  }
}
