package io.chappe.replicator.deadletter;

import io.chappe.config.ClientSettings;
import io.chappe.config.DeadLetterSettings;
import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.loop.Closes;
import io.chappe.naming.FlowId;
import io.chappe.replicator.copy.port.DeadLetter;
import io.chappe.replicator.copy.port.DeadLetters;
import io.chappe.replicator.copy.port.Reply;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dead-letter topic of a flow, on its target. Made when the first record comes; a producer, an
 * admin client and the thread {@code chappe-<flow>-dead-letters} live from then on.
 *
 * <p>A record that is too large for this topic too is written without its value, one that still is
 * without its key: its headers tell where on the source it can be found.
 */
public final class DeadLetterTopic implements DeadLetters {
  private static final Logger LOGGER = LoggerFactory.getLogger(DeadLetterTopic.class);

  /** Kafka's producer refuses larger records by itself; brokers close the connection at 100 MiB. */
  private static final int LARGEST_RECORD = 90 * 1024 * 1024;

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final FlowId flow;
  private final DeadLetterSettings settings;
  private final ClientSettings target;
  private final Executor copyLoop;
  private final LetterBox box;
  private final ExecutorService thread;
  private Producer<byte[], byte[]> producer;

  /** What of a record is written. */
  private enum Extent {
    ALL,
    WITHOUT_VALUE,
    HEADERS_ONLY
  }

  /**
   * @param copyLoop where answers are given
   */
  public DeadLetterTopic(
      FlowId flow, DeadLetterSettings settings, ClientSettings target, Executor copyLoop) {
    this.flow = flow;
    this.settings = settings;
    this.target = target;
    this.copyLoop = copyLoop;
    this.box = new LetterBox(flow, settings, target);
    this.thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread made = new Thread(work, "chappe-" + flow + "-dead-letters");
              made.setDaemon(true);
              return made;
            });
  }

  @Override
  public void write(List<DeadLetter> letters, Reply<Void> reply) {
    try {
      thread.execute(() -> answer(reply, tryToWrite(letters)));
    } catch (RejectedExecutionException closed) {
      LOGGER.debug("dead letters not written, the flow ends: flow={}", flow);
    }
  }

  private void answer(Reply<Void> reply, Optional<Failure> failure) {
    copyLoop.execute(() -> failure.ifPresentOrElse(reply::failed, () -> reply.done(null)));
  }

  /** Writes all; what went wrong. */
  private Optional<Failure> tryToWrite(List<DeadLetter> letters) {
    try {
      if (box.ensure()) {
        // What the producer knows is about the topic that was deleted.
        closeProducer();
      }
      Map<DeadLetter, Extent> left = new LinkedHashMap<>();
      letters.forEach(letter -> left.put(letter, Extent.ALL));
      while (!left.isEmpty()) {
        write(left);
      }
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(new Failure.Retry(Reason.INTERRUPTED, "the flow ends"));
    } catch (ExecutionException e) {
      return Optional.of(failure(e.getCause()));
    } catch (KafkaException e) {
      return Optional.of(failure(e));
    } catch (RuntimeException | Error e) {
      // Without an answer the partition would stand still for ever.
      LOGGER.error("dead letters not written, will be tried again: flow={}", flow, e);
      return Optional.of(
          new Failure.Retry(
              Reason.DEAD_LETTER_DELAYED,
              "dead-letter topic %s can't be written: %s".formatted(settings.topic(), e)));
    }
  }

  /** Leaves in {@code letters} what was too large, to be written with less of it. */
  private void write(Map<DeadLetter, Extent> letters)
      throws ExecutionException, InterruptedException {
    Map<DeadLetter, Future<RecordMetadata>> sent = new LinkedHashMap<>();
    letters.forEach(
        (letter, extent) -> sent.put(letter, producer().send(toRecord(letter, extent))));
    for (Map.Entry<DeadLetter, Future<RecordMetadata>> entry : sent.entrySet()) {
      Extent extent = letters.remove(entry.getKey());
      try {
        entry.getValue().get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof RecordTooLargeException) || extent == Extent.HEADERS_ONLY) {
          throw e;
        }
        letters.put(entry.getKey(), Extent.values()[extent.ordinal() + 1]);
      }
    }
  }

  private ProducerRecord<byte[], byte[]> toRecord(DeadLetter letter, Extent extent) {
    // The record's own timestamp may be what was refused.
    ProducerRecord<byte[], byte[]> made =
        new ProducerRecord<>(
            settings.topic(),
            extent == Extent.HEADERS_ONLY ? null : bytes(letter.content().key()),
            extent == Extent.ALL ? bytes(letter.content().value()) : null);
    Headers headers = made.headers();
    if (extent != Extent.HEADERS_ONLY) {
      List.of(letter.content().headers()).forEach(headers::add);
    }
    if (settings.contextHeaders() || extent != Extent.ALL) {
      DeadLetterHeaders.add(headers, flow, letter);
    }
    if (extent != Extent.ALL) {
      DeadLetterHeaders.addOmitted(headers, letter);
    }
    return made;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    if (buffer == null) {
      return null;
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private Failure failure(Throwable cause) {
    String message =
        "dead-letter topic %s can't be written: %s".formatted(settings.topic(), cause.getMessage());
    return cause instanceof RetriableException
        ? new Failure.Retry(Reason.DEAD_LETTER_DELAYED, message)
        : new Failure.StopPartition(Reason.DEAD_LETTER_REFUSED, message);
  }

  private Producer<byte[], byte[]> producer() {
    if (producer == null) {
      Map<String, Object> config = new HashMap<>(target.producer());
      config.put(ProducerConfig.CLIENT_ID_CONFIG, "chappe-" + flow + "-dead-letters");
      config.put(ProducerConfig.ACKS_CONFIG, "all");
      config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
      config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_RECORD);
      config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, (long) LARGEST_RECORD);
      producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }
    return producer;
  }

  private void closeProducer() {
    Producer<byte[], byte[]> closed = producer;
    producer = null;
    if (closed != null) {
      closed.close(Duration.ZERO);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    try {
      thread.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Closes.inOrder("dead letters of " + flow, List.of(this::closeProducer, box));
  }
}
