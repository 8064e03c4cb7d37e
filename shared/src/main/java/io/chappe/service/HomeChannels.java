package io.chappe.service;

import io.chappe.control.LiveConfiguration;
import io.chappe.control.WrittenBy;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/**
 * The channels to and from Chappe's own topics on the home cluster. How they are set up stands in
 * {@code META-INF/microprofile-config.properties}.
 */
@Singleton
public class HomeChannels {
  private final LiveConfiguration live;
  private final Emitter<Record<String, String>> status;

  /** What finds no place in the channel is left out: the next report says it all again. */
  HomeChannels(
      LiveConfiguration live,
      @Channel("chappe-status") @OnOverflow(OnOverflow.Strategy.DROP)
          Emitter<Record<String, String>> status) {
    this.live = live;
    this.status = status;
  }

  /** Each instance reads the topic from its beginning, by itself: nothing is committed. */
  @Incoming("chappe-config")
  void take(ConsumerRecord<String, String> received) {
    live.take(
        received.offset(), received.key(), received.value(), WrittenBy.of(received.headers()));
  }

  /**
   * Sends a record of the status.
   *
   * @param json null for a tombstone
   * @return done when the home cluster has it
   */
  CompletionStage<Void> publish(String key, String json) {
    return status.send(Record.of(key, json));
  }
}
