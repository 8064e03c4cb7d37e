package io.chappe.acceptance.compare;

import io.chappe.testing.Records;
import io.chappe.testing.TestCluster;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Two topics of one partition whose records are numbered from 0: in one an offset is the number, in
 * the other each transaction of ten leaves its marker behind.
 */
final class History implements AutoCloseable {
  static final String PLAIN = "plain";
  static final String TRANSACTIONAL = "transactional";
  static final int TRANSACTION = 10;

  private final Producer<byte[], byte[]> plain;
  private final Producer<byte[], byte[]> transactional;
  private long written;

  History(TestCluster source) {
    plain = Records.producer(source, Map.of("linger.ms", 5));
    transactional = Records.producer(source, Map.of("transactional.id", "history"));
    transactional.initTransactions();
  }

  /** Writes more records to both topics, a multiple of ten. */
  void write(int count) {
    for (int transaction = 0; transaction < count / TRANSACTION; transaction++) {
      transactional.beginTransaction();
      for (int number = 0; number < TRANSACTION; number++) {
        byte[] value = Long.toString(written++).getBytes(StandardCharsets.UTF_8);
        plain.send(new ProducerRecord<>(PLAIN, 0, null, value));
        transactional.send(new ProducerRecord<>(TRANSACTIONAL, 0, null, value));
      }
      transactional.commitTransaction();
    }
    plain.flush();
  }

  /** How many records each topic has. */
  long written() {
    return written;
  }

  /** The offset on the source of the record with a number. */
  static long offset(String topic, long number) {
    return topic.equals(PLAIN)
        ? number
        : number / TRANSACTION * (TRANSACTION + 1) + number % TRANSACTION;
  }

  /** The number of the next record to read for one who stands at an offset of the source. */
  static long number(String topic, long offset) {
    return topic.equals(PLAIN)
        ? offset
        : offset / (TRANSACTION + 1) * TRANSACTION + offset % (TRANSACTION + 1);
  }

  @Override
  public void close() {
    plain.close();
    transactional.close();
  }
}
