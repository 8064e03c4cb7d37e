package io.chappe.demo.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class OrdersTest {
  private final Orders orders = new Orders("us", new SplittableRandom(1));
  private final List<ProducerRecord<byte[], byte[]>> records =
      Stream.generate(orders::next).limit(2000).toList();

  @Test
  void ordersAreAFewHundredBytesToSomeKibibytes() {
    int[] sizes =
        records.stream()
            .filter(record -> record.topic().equals("orders"))
            .mapToInt(record -> record.value().length)
            .sorted()
            .toArray();

    assertThat(sizes[0]).isBetween(250, 500);
    assertThat(sizes[sizes.length / 2]).isBetween(500, 1500);
    assertThat(sizes[sizes.length - 1]).isBetween(2000, 9000);
  }

  @Test
  void everyRecordIsJsonWithAKeyAndHeaders() {
    ObjectMapper json = new ObjectMapper();

    assertThat(records)
        .allSatisfy(
            record -> {
              assertThat(json.readTree(record.value()).isObject()).isTrue();
              assertThat(record.key()).isNotEmpty();
              assertThat(new String(header(record, "content-type"), StandardCharsets.UTF_8))
                  .isEqualTo("application/json");
              assertThat(header(record, "trace-id")).hasSize(32);
            });
  }

  private static byte[] header(ProducerRecord<byte[], byte[]> record, String name) {
    return record.headers().lastHeader(name).value();
  }
}
