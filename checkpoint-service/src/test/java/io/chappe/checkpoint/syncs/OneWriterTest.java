package io.chappe.checkpoint.syncs;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.checkpoint.sharing.Share;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.records.OffsetSync;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OneWriterTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
  private static final Map<SourcePartition, Integer> ALL =
      IntStream.range(0, 500)
          .boxed()
          .collect(Collectors.toMap(each -> new SourcePartition("orders", each), each -> each));

  @Test
  void ofTwoInstancesOneWritesAPartition() {
    Map<SourcePartition, Integer> both = new HashMap<>(SyncsWriter.ours(ALL, share(0, 12)));
    Map<SourcePartition, Integer> other = SyncsWriter.ours(ALL, share(12, 24));

    assertThat(other)
        .isNotEmpty()
        .doesNotContainKeys(both.keySet().toArray(SourcePartition[]::new));
    both.putAll(other);
    assertThat(both).isEqualTo(ALL);
  }

  @Test
  void whoHasNoShareYetWritesNothing() {
    assertThat(SyncsWriter.ours(ALL, Optional.empty())).isEmpty();
  }

  @Test
  void aStepBackByALateWriterMakesEverythingBeToldAnew() {
    assertThat(told(600).then(told(580)).stillTrue()).isFalse();
    assertThat(told(600).then(told(601)).stillTrue()).isTrue();
    assertThat(told(600).then(told(580)).then(told(601)).stillTrue()).isFalse();
    assertThat(told(600).then(told(580)).then(told(-1)).stillTrue()).isTrue();
  }

  private static StoredSync told(long upstream) {
    return new StoredSync(new OffsetSync(ORDERS, upstream, upstream), Optional.empty(), true);
  }

  private static Optional<Share> share(int from, int to) {
    Set<Integer> numbers = IntStream.range(from, to).boxed().collect(Collectors.toSet());
    return Optional.of(new Share(numbers, 24));
  }
}
