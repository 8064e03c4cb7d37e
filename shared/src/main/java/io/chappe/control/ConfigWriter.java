package io.chappe.control;

import io.chappe.clients.KafkaClients;
import io.chappe.config.live.ConfigMerge;
import io.chappe.config.live.ConfigSources;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes overrides to {@code chappe.config.internal}, after a dry run against what runs here. A
 * client is made for each write: they are rare.
 *
 * <p>A change is made from the newest that the topic holds, and none comes in between: writers
 * share one transactional id, so the next one fences the one before, and a record of somebody who
 * doesn't, such as a console producer, has the change made anew.
 */
public final class ConfigWriter {
  /** The transactional id of all writers. */
  public static final String TRANSACTIONAL_ID = "chappe.config";

  private static final Duration LIMIT = Duration.ofSeconds(8);
  private static final Duration TRANSACTION_LIMIT = Duration.ofSeconds(20);
  private static final int ATTEMPTS = 3;
  private static final long LOOK_MILLIS = 25;
  private static final Logger LOGGER = LoggerFactory.getLogger(ConfigWriter.class);

  /** The answer to a wish to change something. */
  public sealed interface Answer {
    /**
     * It makes sense, and is written unless it was a dry run.
     *
     * @param revision the revision that instances with this one's file and environment will run
     * @param topicId of the topic that the record is in; empty if nobody knows
     * @param offset of the record, see {@link io.chappe.status.AppliedConfiguration#offset}; -1
     *     after a dry run
     * @param before the whole object that the topic held for the key, which may hold secrets; empty
     *     for none
     * @param json the same for now
     */
    record Accepted(
        String revision,
        String topicId,
        long offset,
        Optional<String> before,
        Optional<String> json)
        implements Answer {}

    /** Nothing is written; one line for each problem. */
    record Refused(List<String> problems) implements Answer {}

    /** Nothing is written: the configuration isn't any more what the change was made from. */
    record Changed(String revision) implements Answer {}

    /** Nothing is written: others write all the time, or what they wrote isn't taken in yet. */
    record Busy() implements Answer {}

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
        ? new Answer.Accepted(
            wanted.revision(), "", -1, Optional.ofNullable(running.written().get(key)), json)
        : new Answer.Refused(
            outcome.refused().values().stream().flatMap(List::stream).distinct().toList());
  }

  /**
   * Writes, if a dry run accepts it, in place of whatever is there.
   *
   * @param by who changes it, see {@link WrittenBy}
   */
  public Answer write(String key, Optional<String> json, String by) throws InterruptedException {
    return write(key, before -> json, Optional.empty(), by);
  }

  /**
   * Writes, if a dry run accepts it. Waits for the cluster for some seconds at most, each time.
   *
   * @param key flow, cluster or {@code *}
   * @param edit from the object that the topic holds for the key to the one that it is to hold;
   *     empty for none. May be asked more than once
   * @param ifRevision only if that revision is the newest; empty for whatever is
   * @param by who changes it, see {@link WrittenBy}
   */
  public Answer write(
      String key, UnaryOperator<Optional<String>> edit, Optional<String> ifRevision, String by)
      throws InterruptedException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try (ConfigTransaction transaction = new ConfigTransaction(home, LIMIT, TRANSACTION_LIMIT)) {
        Optional<Answer> answer = write(transaction, key, edit, ifRevision, by);
        if (answer.isPresent()) {
          return answer.get();
        }
      } catch (ProducerFencedException | InvalidProducerEpochException e) {
        LOGGER.info("another instance writes the configuration: attempt={}", attempt);
      } catch (ExecutionException e) {
        if (!isFence(e.getCause())) {
          return new Answer.Unreachable(String.valueOf(e.getCause().getMessage()));
        }
      } catch (TimeoutException e) {
        String what = e.getMessage() == null ? "" : " to " + e.getMessage();
        return new Answer.Unreachable("no answer within " + LIMIT + what);
      } catch (KafkaException e) {
        return new Answer.Unreachable(String.valueOf(e.getMessage()));
      }
    }
    return new Answer.Busy();
  }

  /** Empty if somebody has written in between. */
  private Optional<Answer> write(
      ConfigTransaction transaction,
      String key,
      UnaryOperator<Optional<String>> edit,
      Optional<String> ifRevision,
      String by)
      throws InterruptedException, ExecutionException, TimeoutException {
    TopicReading all = transaction.begin();
    running.take(all);
    if (!awaitKnown(all)) {
      return Optional.of(new Answer.Busy());
    }
    if (ifRevision.isPresent() && !running.isNewest(ifRevision.get())) {
      return Optional.of(new Answer.Changed(running.applied().revision()));
    }
    Optional<String> before = Optional.ofNullable(running.written().get(key));
    Optional<String> json = edit.apply(before);
    Answer tried = dryRun(key, json);
    if (!(tried instanceof Answer.Accepted accepted)) {
      return Optional.of(tried);
    }
    OptionalLong offset = transaction.commit(key, json, by);
    return offset.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Answer.Accepted(
                accepted.revision(), all.topicId(), offset.getAsLong(), before, json));
  }

  private boolean awaitKnown(TopicReading all) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!running.knows(all.topicId(), all.newestOffset())) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    return true;
  }

  private static boolean isFence(Throwable thrown) {
    return thrown instanceof ProducerFencedException
        || thrown instanceof InvalidProducerEpochException;
  }
}
