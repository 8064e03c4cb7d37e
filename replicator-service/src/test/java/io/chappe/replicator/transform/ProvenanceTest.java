package io.chappe.replicator.transform;

import static io.chappe.replicator.transform.Contents.content;
import static io.chappe.replicator.transform.Contents.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.naming.FlowId;
import io.chappe.replicator.copy.port.RecordChange;
import io.chappe.replicator.copy.port.RecordChange.Content;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class ProvenanceTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 3);

  private static Provenance flow(String source, String target) {
    return new Provenance(new FlowId(source, target), ORDERS, RecordChange.NONE);
  }

  private static List<String> headers(Content content) {
    return Arrays.stream(content.headers())
        .map(header -> header.key() + "=" + new String(header.value(), UTF_8))
        .toList();
  }

  @Test
  void theFirstFlowTellsWhereARecordWasProducedAndLaterOnesTheWay() {
    Content onEu =
        flow("us", "eu").apply(content("k", "v", header("a", new byte[] {'b'}))).orElseThrow();
    Content onAsia = flow("eu", "asia").apply(onEu).orElseThrow();

    assertThat(headers(onEu))
        .containsExactly(
            "a=b",
            "chappe.source.cluster=us",
            "chappe.source.topic=orders",
            "chappe.source.partition=3",
            "chappe.source.offset=17",
            "chappe.source.timestamp=1000",
            "chappe.path=us");
    assertThat(headers(onAsia).subList(0, 6)).isEqualTo(headers(onEu).subList(0, 6));
    assertThat(headers(onAsia)).endsWith("chappe.path=us,eu");
    assertThat(flow("asia", "us").apply(onAsia)).isEmpty();
    assertThat(flow("eu", "us").apply(onEu)).isEmpty();
  }

  @Test
  void theWayStaysWhateverATransformDoesToHeaders() {
    RecordChange dropping =
        content ->
            Optional.of(
                new Content(
                    content.offset(),
                    content.timestamp(),
                    content.key(),
                    content.value(),
                    new Header[0]));
    Content onEu = flow("us", "eu").apply(content("k", "v")).orElseThrow();

    Content onAsia =
        new Provenance(new FlowId("eu", "asia"), ORDERS, dropping).apply(onEu).orElseThrow();

    assertThat(headers(onAsia)).containsExactly("chappe.path=us,eu");
  }

  @Test
  void aRecordThatCameRoundThroughAFlowWithoutHeadersGoesNoFurther() {
    Content onEu = flow("us", "eu").apply(content("k", "v")).orElseThrow();

    assertThat(flow("us", "asia").apply(onEu)).isEmpty();
  }

  @Provide
  Arbitrary<String> clusters() {
    return Arbitraries.of("a", "b", "c", "d");
  }

  @Property
  void whateverTheFlowsARecordIsOnEachClusterOnceOnItsWay(
      @ForAll Set<@From("clusters") String> targetsOfA,
      @ForAll Set<@From("clusters") String> targetsOfB,
      @ForAll Set<@From("clusters") String> targetsOfC) {
    follow(List.of("a"), content("k", "v"), List.of(targetsOfA, targetsOfB, targetsOfC));
  }

  private static void follow(List<String> way, Content content, List<Set<String>> targets) {
    assertThat(new HashSet<>(way)).as("%s", way).hasSameSizeAs(way);
    int source = "abcd".indexOf(way.getLast());
    if (source >= targets.size()) {
      return;
    }
    for (String target : targets.get(source)) {
      if (!target.equals(way.getLast())) {
        List<String> longer = new ArrayList<>(way);
        longer.add(target);
        flow(way.getLast(), target).apply(content).ifPresent(copy -> follow(longer, copy, targets));
      }
    }
  }
}
