package io.chappe.acceptance.chaos;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What a record says of itself, apart from the partition that it was written to.
 *
 * @param producer who wrote it
 * @param number counts up from 0 for each producer and partition
 * @param aborted whether it belongs to a transaction that its producer never committed
 */
record Numbered(int producer, long number, boolean aborted) {
  private static final int LONGEST_PADDING = 400;

  /** The record to send: its key says all, its value has some random length. */
  ProducerRecord<byte[], byte[]> to(TopicPartition partition, Random random) {
    return to(partition, System.currentTimeMillis(), random.nextInt(LONGEST_PADDING), random);
  }

  /** The same with a timestamp and a size of its own. */
  ProducerRecord<byte[], byte[]> to(
      TopicPartition partition, long timestamp, int size, Random random) {
    String key = partition + "/" + producer + "/" + number + "/" + (aborted ? "abort" : "commit");
    byte[] padding = "chappe ".repeat(1 + LONGEST_PADDING + size / 7).getBytes(US_ASCII);
    byte[] value = new byte[size];
    System.arraycopy(padding, random.nextInt(7), value, 0, value.length);
    return new ProducerRecord<>(
        partition.topic(), partition.partition(), timestamp, key.getBytes(US_ASCII), value);
  }

  /** Reads a key, which has to name the source partition. */
  static Numbered parse(byte[] key, TopicPartition expected) {
    String[] parts = new String(key, US_ASCII).split("/");
    if (!parts[0].equals(expected.toString())) {
      throw new AssertionError("record of " + parts[0] + " in " + expected);
    }
    return new Numbered(
        Integer.parseInt(parts[1]), Long.parseLong(parts[2]), parts[3].equals("abort"));
  }
}
