package io.chappe.clients;

import io.chappe.config.loading.ConfigLoader;
import io.chappe.testing.InterruptingInterceptor;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class TopicWatchTest {
  private static final String CLIENT = "interrupted-watch";

  @Test
  void survivesAnInterruptThatNobodyMeant() {
    KafkaClients clients =
        new KafkaClients(
            ConfigLoader.parse(
                    Map.of(
                        "clusters", "us, eu",
                        "us->eu.enabled", "true",
                        "us.bootstrap.servers", "localhost:1",
                        "eu.bootstrap.servers", "localhost:1",
                        "eu.consumer.interceptor.classes", InterruptingInterceptor.class.getName()),
                    Map.of(),
                    Set.of())
                .clusters()
                .get("eu"),
            CLIENT);

    try (TopicWatch watch = new TopicWatch(clients, "topic", "watch", new NoListener())) {
      watch.start();

      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> InterruptingInterceptor.made(CLIENT) > 2);
    }
  }

  private static final class NoListener implements TopicWatch.Listener {
    @Override
    public void begin() {}

    @Override
    public void take(ConsumerRecord<byte[], byte[]> received, boolean fresh) {}

    @Override
    public void caughtUp() {}
  }
}
