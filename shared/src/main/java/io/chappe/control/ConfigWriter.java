package io.chappe.control;

import io.chappe.clients.KafkaClients;
import io.chappe.config.ConfigMerge;
import io.chappe.config.ConfigSources;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes overrides to {@code chappe.config.internal}, after a dry run against what runs here. A
 * client is made for each write: they are rare.
 */
public final class ConfigWriter {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** The answer to a wish to change something. */
  public sealed interface Answer {
    /**
     * It makes sense, and is written unless it was a dry run.
     *
     * @param revision the revision that instances with this one's file and environment will run
     * @param offset of the record, see {@link io.chappe.status.AppliedConfiguration#offset}; -1
     *     after a dry run
     */
    record Accepted(String revision, long offset) implements Answer {}

    /** Nothing is written; one line for each problem. */
    record Refused(List<String> problems) implements Answer {}

    /** It makes sense, but the home cluster can't be written to. */
    record Unreachable(String reason) implements Answer {}
  }

  private final LiveConfiguration running;
  private final KafkaClients home;

  public ConfigWriter(LiveConfiguration running, KafkaClients home) {
    this.running = running;
    this.home = home;
  }

  /** The overrides that run now, as JSON objects by key. May hold secrets. */
  public Map<String, String> overrides() {
    return running.sources().overrides();
  }

  /**
   * Says what would come of a write.
   *
   * @param key flow, cluster or {@code *}
   * @param json the whole object for that key; empty to remove it
   */
  public Answer dryRun(String key, Optional<String> json) {
    ConfigSources wanted = running.sources().withOverride(key, json.orElse(null));
    ConfigMerge.Outcome outcome = running.tryOut(wanted);
    return outcome.refused().isEmpty()
        ? new Answer.Accepted(wanted.revision(), -1)
        : new Answer.Refused(
            outcome.refused().values().stream().flatMap(List::stream).distinct().toList());
  }

  /**
   * Writes, if a dry run accepts it. Waits for the cluster for five seconds at most.
   *
   * @param by who changes it, see {@link WrittenBy}
   */
  public Answer write(String key, Optional<String> json, String by) throws InterruptedException {
    Answer tried = dryRun(key, json);
    if (!(tried instanceof Answer.Accepted accepted)) {
      return tried;
    }
    String limit = Long.toString(LIMIT.toMillis());
    try (Producer<byte[], byte[]> producer =
        home.producer(
            Map.of(
                ProducerConfig.MAX_BLOCK_MS_CONFIG, limit,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, limit,
                ProducerConfig.LINGER_MS_CONFIG, "0",
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, limit))) {
      ProducerRecord<byte[], byte[]> made =
          new ProducerRecord<>(
              HomeTopics.CONFIG, bytes(key), json.map(ConfigWriter::bytes).orElse(null));
      made.headers().add(WrittenBy.HEADER, bytes(by));
      long offset = producer.send(made).get(LIMIT.toMillis(), TimeUnit.MILLISECONDS).offset();
      return new Answer.Accepted(accepted.revision(), offset);
    } catch (ExecutionException e) {
      return new Answer.Unreachable(String.valueOf(e.getCause().getMessage()));
    } catch (TimeoutException e) {
      return new Answer.Unreachable("no answer within " + LIMIT);
    } catch (org.apache.kafka.common.KafkaException e) {
      return new Answer.Unreachable(String.valueOf(e.getMessage()));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
