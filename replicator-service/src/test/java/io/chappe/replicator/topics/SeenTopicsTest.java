package io.chappe.replicator.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.replicator.copy.port.BatchFetcher;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class SeenTopicsTest {
  private static final long BEGIN = Duration.ofDays(20_000).toMillis();
  private static final Uuid OLD = Uuid.randomUuid();
  private static final Uuid YOUNG = Uuid.randomUuid();

  private final TopicsMemory memory = new TopicsMemory(() -> BEGIN);

  @Test
  void whatIsThereAtTheFirstLookIsOldThoughItIsWantedOnlyLater() {
    look(0, OLD);
    look(5, OLD);
    memory.everythingIsListed();
    memory.seen().described(OLD, 2);

    assertThat(memory.startOf(OLD, 0)).isEmpty();
    assertThat(memory.startOf(OLD, 1)).isEmpty();
  }

  @Test
  void whatComesLaterBeginsAtItsBeginning() {
    look(0, OLD);
    look(5, OLD, YOUNG);
    memory.everythingIsListed();

    assertThat(memory.startOf(YOUNG, 0)).hasValue(BatchFetcher.EARLIEST);
    assertThat(memory.startOf(OLD, 0)).isEmpty();
  }

  @Test
  void whatAppearsOnAClusterThatHidesTopicsBeginsShortlyBeforeTheLookThatMissedIt() {
    look(0, OLD);
    look(60, OLD);
    look(65, OLD, YOUNG);

    assertThat(memory.startOf(YOUNG, 0)).hasValue(BEGIN);
  }

  @Test
  void partitionsThatComeLaterBeginAtTheirBeginningWhoeverHidesTopics() {
    look(0, OLD);
    memory.seen().described(OLD, 2);
    memory.seen().described(OLD, 4);

    assertThat(memory.startOf(OLD, 1)).isEmpty();
    assertThat(memory.startOf(OLD, 2)).hasValue(BatchFetcher.EARLIEST);
  }

  @Test
  void whatIsHiddenForAWhileStaysOldAndWhatIsGoneIsForgotten() {
    look(0, OLD);
    look(5);
    look(10, OLD);
    memory.everythingIsListed();
    assertThat(memory.startOf(OLD, 0)).isEmpty();

    look(10 + 3_601);
    look(10 + 3_606, OLD);
    assertThat(memory.startOf(OLD, 0)).hasValue(BatchFetcher.EARLIEST);
  }

  @Test
  void withoutIdsNothingIsNew() {
    look(0, OLD);
    look(5, Uuid.ZERO_UUID);
    memory.everythingIsListed();
    memory.seen().described(Uuid.ZERO_UUID, 1);

    assertThat(memory.startOf(Uuid.ZERO_UUID, 0)).isEmpty();
    assertThat(memory.startOf(Uuid.ZERO_UUID, 3)).isEmpty();
  }

  private void look(int seconds, Uuid... topics) {
    memory.seen().listed(List.of(topics), BEGIN + seconds * 1_000L);
  }
}
