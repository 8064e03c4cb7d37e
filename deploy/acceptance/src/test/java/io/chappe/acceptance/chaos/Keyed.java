package io.chappe.acceptance.chaos;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A record of a topic that is compacted on the target.
 *
 * @param key what compaction goes by
 * @param number tells each record of a partition from all others
 * @param tombstone whether it deletes its key
 */
record Keyed(String key, long number, boolean tombstone) {
  private static final String NUMBER = "number";
  private static final int LONGEST_VALUE = 200;

  ProducerRecord<byte[], byte[]> to(TopicPartition partition, Random random) {
    byte[] value = tombstone ? null : new byte[random.nextInt(LONGEST_VALUE)];
    ProducerRecord<byte[], byte[]> produced =
        new ProducerRecord<>(
            partition.topic(), partition.partition(), key.getBytes(US_ASCII), value);
    // A tombstone has no value that could say it.
    produced.headers().add(NUMBER, Long.toString(number).getBytes(US_ASCII));
    return produced;
  }

  static Keyed of(ConsumerRecord<byte[], byte[]> consumed) {
    byte[] number = consumed.headers().lastHeader(NUMBER).value();
    return new Keyed(
        new String(consumed.key(), US_ASCII),
        Long.parseLong(new String(number, US_ASCII)),
        consumed.value() == null);
  }
}
