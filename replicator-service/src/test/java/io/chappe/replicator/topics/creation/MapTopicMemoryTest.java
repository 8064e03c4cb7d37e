package io.chappe.replicator.topics.creation;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.replicator.topics.catalog.RemoteTopic;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class MapTopicMemoryTest {
  private static final RemoteTopic FIRST = topic(8);
  private static final RemoteTopic SECOND = topic(8);

  private final MapTopicMemory memory = new MapTopicMemory();

  @Test
  void theFirstOneReplacesNone() {
    assertThat(memory.replacedBy(FIRST)).isFalse();
    assertThat(memory.replacedBy(FIRST)).isFalse();
    assertThat(memory.known()).contains(FIRST);
  }

  @Test
  void anotherIdIsAnotherTopicAndSaidOnce() {
    memory.replacedBy(FIRST);

    assertThat(memory.replacedBy(SECOND)).isTrue();
    assertThat(memory.replacedBy(SECOND)).isFalse();
    assertThat(memory.known()).contains(SECOND);
  }

  @Test
  void aBrokerThatLagsBehindDoesNotBringTheDeletedOneBack() {
    memory.replacedBy(FIRST);
    memory.replacedBy(SECOND);

    assertThat(memory.replacedBy(FIRST)).isFalse();
    assertThat(memory.known()).contains(SECOND);
  }

  @Test
  void theNumberOfPartitionsIsThatAtFirst() {
    memory.replacedBy(FIRST);
    memory.replacedBy(new RemoteTopic(FIRST.name(), FIRST.id(), 16));

    assertThat(memory.known()).contains(FIRST);
  }

  private static RemoteTopic topic(int partitions) {
    return new RemoteTopic("us.offset-map.internal", Uuid.randomUuid(), partitions);
  }
}
