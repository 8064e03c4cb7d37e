package io.chappe.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.control.TopicReading;
import io.chappe.control.WrittenBy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ConfigTopicTest {
  private final List<TopicReading> taken = new ArrayList<>();
  private final AtomicInteger known = new AtomicInteger();
  private final AtomicInteger missed = new AtomicInteger();
  private final ConfigTopic.Taker taker =
      new ConfigTopic.Taker(taken::add, known::incrementAndGet, missed::incrementAndGet);

  @Test
  void whatIsReadIsGivenWhenItIsSureWhichTopicItIsOf() {
    taker.begin();
    taker.reading("one");
    record(7, "us->eu", "{}");
    assertThat(taken).isEmpty();
    assertThat(known).hasValue(0);

    taker.begin();
    taker.reading("two");
    record(0, "eu", "{}");
    record(1, "eu", "{\"x\": 1}");
    record(2, null, null);
    taker.caughtUp();

    assertThat(known).hasValue(1);
    assertThat(taken)
        .containsExactly(
            new TopicReading(
                "two",
                true,
                List.of(
                    new TopicReading.Entry(1, "eu", "{\"x\": 1}", WrittenBy.TOPIC),
                    new TopicReading.Entry(2, null, null, WrittenBy.TOPIC))));

    taker.caughtUp();
    record(3, "eu", null);
    taker.caughtUp();
    assertThat(taken.subList(1, taken.size()))
        .containsExactly(
            new TopicReading(
                "two", false, List.of(new TopicReading.Entry(3, "eu", null, WrittenBy.TOPIC))));
  }

  @Test
  void anEmptyTopicIsToldOfAndOneThatSeemsMissingIsNotKnownYet() {
    taker.missing();
    assertThat(known).hasValue(0);
    assertThat(missed).hasValue(1);
    assertThat(taken).isEmpty();

    taker.begin();
    taker.reading("one");
    taker.caughtUp();
    assertThat(taken).containsExactly(new TopicReading("one", true, List.of()));
  }

  private void record(long offset, String key, String value) {
    taker.take(
        new ConsumerRecord<>("chappe.config.internal", 0, offset, bytes(key), bytes(value)), true);
  }

  private static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }
}
