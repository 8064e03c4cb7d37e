package io.chappe.checkpoint.emission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.mirror.Checkpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EmittedCheckpointsTest {
  private static final TopicPartition PARTITION = new TopicPartition("us.orders", 0);
  private static final long LOG_END = 1_000;

  private final EmittedCheckpoints emitted = new EmittedCheckpoints("us.checkpoints.internal");

  @BeforeEach
  void rememberTheFirst() {
    assertThat(isNews(checkpoint(100, 90, ""))).isTrue();
    emitted.remember(checkpoint(100, 90, ""));
  }

  @Test
  void aRepeatIsNoNews() {
    assertThat(isNews(checkpoint(100, 90, ""))).isFalse();
  }

  @Test
  void progressOnEitherSideIsNewsAndSoIsARewindOfTheGroup() {
    assertThat(isNews(checkpoint(101, 91, ""))).isTrue();
    assertThat(isNews(checkpoint(100, 95, ""))).isTrue();
    assertThat(isNews(checkpoint(101, 90, ""))).isTrue();
    assertThat(isNews(checkpoint(50, 40, ""))).isTrue();
    assertThat(isNews(checkpoint(100, 90, "other metadata"))).isTrue();
  }

  @Test
  void aLowerTranslationOfTheSameOffsetIsNoNewsUnlessTheLogWasCut() {
    assertThat(isNews(checkpoint(100, 80, ""))).isFalse();
    assertThat(emitted.news(List.of(checkpoint(100, 80, "")), Map.of(PARTITION, 85L))).isNotEmpty();
  }

  @Test
  void anotherGroupIsAnotherMatter() {
    Checkpoint other = new Checkpoint("other", PARTITION, 100, 90, "");
    assertThat(isNews(other)).isTrue();
  }

  private boolean isNews(Checkpoint checkpoint) {
    return !emitted.news(List.of(checkpoint), Map.of(PARTITION, LOG_END)).isEmpty();
  }

  private static Checkpoint checkpoint(long upstream, long downstream, String metadata) {
    return new Checkpoint("group", PARTITION, upstream, downstream, metadata);
  }
}
