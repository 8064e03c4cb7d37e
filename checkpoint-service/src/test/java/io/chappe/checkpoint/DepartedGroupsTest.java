package io.chappe.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.records.CheckpointKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class DepartedGroupsTest {
  private static final TopicPartition COPY = new TopicPartition("us.orders", 0);
  private static final CheckpointKey GONE = new CheckpointKey("gone", COPY);
  private static final CheckpointKey AWAY = new CheckpointKey("coordinator-away", COPY);
  private static final CheckpointKey HIDDEN = new CheckpointKey("not-in-the-list", COPY);
  private static final CheckpointKey LISTED = new CheckpointKey("listed", COPY);
  private static final Set<CheckpointKey> ALL = Set.of(GONE, AWAY, HIDDEN, LISTED);

  private final DepartedGroups departed = new DepartedGroups();

  @Test
  void forgetsOnlyGroupsOfWhichTheCoordinatorSaysThatTheyHaveNothing() throws Exception {
    assertThat(look()).isEmpty();
    assertThat(look()).containsExactly(GONE);
  }

  private Set<CheckpointKey> look() throws Exception {
    Map<String, Map<TopicPartition, OffsetAndMetadata>> answers = new HashMap<>();
    answers.put(GONE.group(), Map.of());
    answers.put(HIDDEN.group(), Map.of(COPY, new OffsetAndMetadata(7)));
    TargetOffsets there =
        new TargetOffsets(
            groups -> {
              Map<String, Map<TopicPartition, OffsetAndMetadata>> of = new HashMap<>(answers);
              of.keySet().retainAll(groups);
              return of;
            });
    return departed.gone(ALL, LISTED.group()::equals, there);
  }
}
