package io.chappe.service;

import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/**
 * The channel to Chappe's own topic of the status on the home cluster. How it is set up stands in
 * {@code META-INF/microprofile-config.properties}. What comes from there is read by {@link
 * ConfigTopic}: a channel can't tell a topic from another that had its name before.
 */
@Singleton
public class HomeChannels {
  private final Emitter<Record<String, String>> status;

  /** What finds no place in the channel is left out: the next report says it all again. */
  HomeChannels(
      @Channel("chappe-status") @OnOverflow(OnOverflow.Strategy.DROP)
          Emitter<Record<String, String>> status) {
    this.status = status;
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
