package io.chappe.replicator;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.naming.FlowId;
import io.chappe.offsetmap.Incarnation;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InterruptionLogTest {
  private static final FlowId FLOW = new FlowId("logged", "eu");
  private static final TopicPartition PARTITION = new TopicPartition("orders", 0);
  private static final Uuid KEPT = Uuid.randomUuid();
  private static final Uuid BEFORE = Uuid.randomUuid();
  private static final Uuid NOW = Uuid.randomUuid();

  private final InterruptionLog log = new InterruptionLog(FLOW, () -> 0);
  private final Logger logger = Logger.getLogger(InterruptionLog.class.getName());
  private final Lines lines = new Lines();

  @BeforeEach
  void listen() {
    logger.addHandler(lines);
  }

  @AfterEach
  void stopListening() {
    logger.removeHandler(lines);
  }

  @Test
  void aTopicThatWasCreatedAgainIsNamedByBothIdsAndTheOtherTopicNotAtAll() {
    log.createdAgain(PARTITION, new Incarnation(BEFORE, KEPT), new Incarnation(NOW, KEPT));

    assertThat(lines.seen)
        .singleElement()
        .asString()
        .contains("source topic was deleted and created again", NOW + " was=" + BEFORE)
        .doesNotContain(KEPT.toString());
  }

  @Test
  void aRemoteTopicOfAnotherNameIsNotSaidToBeDeleted() {
    log.createdAgain(PARTITION, new Incarnation(KEPT, BEFORE), new Incarnation(KEPT, NOW));

    assertThat(lines.seen)
        .singleElement()
        .asString()
        .contains("remote topic is another", "topics.rename", NOW + " was=" + BEFORE)
        .doesNotContain(KEPT.toString());
  }

  /** The lines about this test's flow. */
  private static final class Lines extends Handler {
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord line) {
      if (line.getMessage().contains("flow=" + FLOW)) {
        seen.add(line.getMessage());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
