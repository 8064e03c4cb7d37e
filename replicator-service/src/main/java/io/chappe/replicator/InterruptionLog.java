package io.chappe.replicator;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.naming.FlowId;
import io.chappe.offsetmap.Incarnation;
import io.chappe.replicator.copy.port.DeadLetter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what interrupts the copying of partitions: once for each partition and reason until the
 * partition is copied again, and only the first few of many partitions that fail for one reason in
 * a short time, as they do when a cluster is away. Confined to the thread of the copy loop.
 */
final class InterruptionLog {
  private static final Logger LOGGER = LoggerFactory.getLogger(InterruptionLog.class);
  private static final int LINES = 3;
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final FlowId flow;
  private final LongSupplier nanoTime;
  private final Map<TopicPartition, Reason> logged = new HashMap<>();
  private final Map<String, Window> windows = new HashMap<>();

  private final RareLines leftOut;
  private final RareLines buried;

  private static final class Window {
    private long begin;
    private final Set<TopicPartition> partitions = new HashSet<>();
  }

  InterruptionLog(FlowId flow, LongSupplier nanoTime) {
    this.flow = flow;
    this.nanoTime = nanoTime;
    this.leftOut = new RareLines(nanoTime);
    this.buried = new RareLines(nanoTime);
  }

  /** Counts what may happen to every record, and lets a line pass every 30 seconds. */
  private static final class RareLines {
    private final LongSupplier nanoTime;
    private long lastNanos;
    private long count;

    private RareLines(LongSupplier nanoTime) {
      this.nanoTime = nanoTime;
    }

    private boolean isDue() {
      count++;
      long now = nanoTime.getAsLong();
      boolean due = count == 1 || now - lastNanos >= WINDOW_NANOS;
      lastNanos = due ? now : lastNanos;
      return due;
    }
  }

  /** Forgets the partitions of all topics but these. */
  void retain(Set<String> topics) {
    logged.keySet().removeIf(partition -> !topics.contains(partition.topic()));
  }

  /** A line every 30 seconds, with their number. */
  void buried(DeadLetter letter) {
    if (buried.isDue()) {
      LOGGER.warn(
          "record went to the dead-letter topic: flow={} topic={} partition={} offset={} reason={} message=\"{}\" count={}",
          flow,
          letter.source().topic(),
          letter.source().partition(),
          letter.content().offset(),
          letter.reason(),
          letter.message(),
          buried.count);
    }
  }

  /** A line every 30 seconds, with their number. */
  void leftOut(TopicPartition source, long offset, String message) {
    if (leftOut.isDue()) {
      LOGGER.warn(
          "record left out: flow={} topic={} partition={} offset={} reason={} message=\"{}\" count={}",
          flow,
          source.topic(),
          source.partition(),
          offset,
          Reason.TRANSFORM_FAILED,
          message,
          leftOut.count);
    }
  }

  void takenOver(TopicPartition source, long upstream, long downstream) {
    Reason before = logged.remove(source);
    if (before != null) {
      LOGGER.info(
          "copying again: flow={} topic={} partition={} offset={} downstream={} was={}",
          flow,
          source.topic(),
          source.partition(),
          upstream,
          downstream,
          before);
    }
  }

  void slowTakeover(TopicPartition source, String waitingFor) {
    if (!isCrowded("slow_takeover", source)) {
      LOGGER.warn(
          "takeover takes long: flow={} topic={} partition={} waitingFor=\"{}\"",
          flow,
          source.topic(),
          source.partition(),
          waitingFor);
    }
  }

  void interrupted(TopicPartition source, long upstream, Failure failure) {
    Reason reason = failure.reason();
    if (reason == logged.get(source) || isCrowded(reason.word(), source)) {
      return;
    }
    logged.put(source, reason);
    String line = "{}: flow={} topic={} partition={} offset={} reason={} message=\"{}\"";
    Object[] arguments = {
      action(failure), flow, source.topic(), source.partition(), upstream, reason, failure.text()
    };
    if (failure instanceof Failure.StopPartition) {
      LOGGER.error(line, arguments);
    } else {
      LOGGER.info(line, arguments);
    }
  }

  private static String action(Failure failure) {
    return switch (failure) {
      case Failure.Retry retry -> "interrupted, will take over again";
      case Failure.Refused refused -> "refused by the target";
      case Failure.Fenced fenced -> "another instance took over";
      case Failure.ForeignWrites foreign ->
          "somebody else writes to the target, will take over again";
      case Failure.StopPartition stop -> "partition stopped";
      case Failure.StopFlow stop -> "flow stopped";
    };
  }

  /**
   * Whether enough partitions were named for this reason lately; tells once that there are more.
   */
  private boolean isCrowded(String reason, TopicPartition partition) {
    Window window = windows.computeIfAbsent(reason, key -> new Window());
    long now = nanoTime.getAsLong();
    if (window.partitions.isEmpty() || now - window.begin > WINDOW_NANOS) {
      window.begin = now;
      window.partitions.clear();
    }
    boolean isNew = window.partitions.add(partition);
    if (window.partitions.size() <= LINES) {
      return false;
    }
    if (isNew && window.partitions.size() == LINES + 1) {
      LOGGER.info("more partitions interrupted: flow={} reason={}", flow, reason);
    }
    return true;
  }

  void lostOnSource(TopicPartition source, long from, long to) {
    LOGGER.error(
        "source deleted records before they were copied: flow={} topic={} partition={} from={} to={} records={}",
        flow,
        source.topic(),
        source.partition(),
        from,
        to,
        to - from);
  }

  void createdAgain(TopicPartition source, Incarnation before, Incarnation now) {
    if (!now.sourceTopicId().equals(before.sourceTopicId())) {
      replaced(
          "source topic was deleted and created again",
          source,
          now.sourceTopicId(),
          before.sourceTopicId());
    }
    if (!now.targetTopicId().equals(before.targetTopicId())) {
      replaced(
          "remote topic is another: created again, or renamed by topics.rename",
          source,
          now.targetTopicId(),
          before.targetTopicId());
    }
  }

  private void replaced(String what, TopicPartition source, Uuid now, Uuid before) {
    LOGGER.warn(
        "{}, copied from the start of the source's log: flow={} topic={} partition={} topicId={} was={}",
        what,
        flow,
        source.topic(),
        source.partition(),
        now,
        before);
  }

  void truncatedOnSource(TopicPartition source, long copied, long agreed) {
    LOGGER.error(
        "source lost its tail after it was copied: flow={} topic={} partition={} copied={} anewFrom={}",
        flow,
        source.topic(),
        source.partition(),
        copied,
        agreed);
  }
}
