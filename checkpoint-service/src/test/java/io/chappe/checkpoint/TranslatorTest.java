package io.chappe.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.FlowId;
import io.chappe.naming.RenameRule;
import io.chappe.naming.Separators;
import io.chappe.naming.TopicNaming;
import io.chappe.naming.TopicRenames;
import io.chappe.offsetmap.Cause;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.Run;
import io.chappe.offsetmap.SourcePartition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.connect.mirror.Checkpoint;
import org.apache.kafka.connect.mirror.DefaultReplicationPolicy;
import org.junit.jupiter.api.Test;

class TranslatorTest {
  private static final SourcePartition ORDERS = new SourcePartition("orders", 3);
  private static final TopicPartition COPY = new TopicPartition("us.orders", 3);
  private static final OffsetMap MAP =
      OffsetMap.empty(new Incarnation(Uuid.randomUuid(), Uuid.randomUuid()))
          .append(new Run(100, 1, 0, Cause.TAKEOVER, 0));

  @Test
  void translatesThroughTheMapIntoTheRemoteTopic() {
    assertThat(translate(110, Map.of(ORDERS, MAP), Map.of(COPY, 50L)))
        .containsExactly(new Checkpoint("group", COPY, 110, 11, "metadata"));
  }

  @Test
  void putsAGroupThatIsAheadOfTheCopyAtItsEnd() {
    assertThat(translate(1_000, Map.of(ORDERS, MAP), Map.of(COPY, 50L)))
        .containsExactly(new Checkpoint("group", COPY, 1_000, 50, "metadata"));
  }

  @Test
  void hasNothingForAPartitionThatIsNotCopiedOrHasNoRemoteTopic() {
    assertThat(translate(110, Map.of(), Map.of(COPY, 50L))).isEmpty();
    assertThat(translate(110, Map.of(ORDERS, MAP), Map.of())).isEmpty();
    OffsetMap empty = OffsetMap.empty(MAP.incarnation());
    assertThat(translate(110, Map.of(ORDERS, empty), Map.of(COPY, 50L))).isEmpty();
  }

  @Test
  void findsARenamedTopicUnderItsNewName() {
    TopicPartition renamed = new TopicPartition("us.sales", 3);
    RenameRule rule = new RenameRule(Pattern.compile("orders"), "sales");
    TopicNaming naming =
        TopicNaming.prefixed(new FlowId("us", "eu"), Separators.DOT)
            .renaming(new TopicRenames(List.of(rule), ".", Set.of()));

    List<Checkpoint> checkpoints =
        new Translator(naming, Map.of(ORDERS, MAP), Map.of(renamed, 50L))
            .translate(List.of(new CommittedOffset("group", ORDERS, 110, "")));

    assertThat(checkpoints).containsExactly(new Checkpoint("group", renamed, 110, 11, ""));
  }

  private static List<Checkpoint> translate(
      long offset, Map<SourcePartition, OffsetMap> maps, Map<TopicPartition, Long> logEnds) {
    DefaultReplicationPolicy policy = new DefaultReplicationPolicy();
    policy.configure(Map.of());
    TopicNaming naming = new TopicNaming(new FlowId("us", "eu"), policy);
    return new Translator(naming, maps, logEnds)
        .translate(List.of(new CommittedOffset("group", ORDERS, offset, "metadata")));
  }
}
