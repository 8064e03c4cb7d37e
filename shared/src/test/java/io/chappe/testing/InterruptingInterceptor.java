package io.chappe.testing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Interrupts whoever makes a consumer, and counts the consumers by client id. */
public final class InterruptingInterceptor implements ConsumerInterceptor<byte[], byte[]> {
  /** Clients are made by class name, so what they tell has to be found by all. */
  private static final ConcurrentMap<String, AtomicInteger> MADE = new ConcurrentHashMap<>();

  /** How many consumers of a client id have been made. */
  public static int made(String clientId) {
    return MADE.getOrDefault(clientId, new AtomicInteger()).get();
  }

  @Override
  public void configure(Map<String, ?> configs) {
    String clientId = String.valueOf(configs.get("client.id"));
    MADE.computeIfAbsent(clientId, each -> new AtomicInteger()).incrementAndGet();
    Thread.currentThread().interrupt();
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    return records;
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {}
}
