package io.chappe.heartbeat.api.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.ChappeConfig;
import io.chappe.config.live.ConfigSources;
import io.chappe.naming.FlowId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EffectsTest {
  private static final Set<String> TOPICS = Set.of("orders", "news", "payments");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          us->eu | paused=true                                | pauses   | true
          us->eu | enabled=false                              | stops    | true
          us->eu | source.consumer.fetch.max.bytes=5000000    | restarts | true
          us->eu | topics=orders                              | changes  | true
          us->eu | emit.checkpoints.interval.seconds=7        | changes  | true
          us->eu | rate.limit.bytes.per.second=5000           | changes  | false
          eu->us | enabled=true                               | starts   | false
          """)
  void isForetoldByTheRulesThatTheServicesFollow(
      String flow, String line, String what, boolean interrupts) {
    FlowEffect effect = effect(flow, line);

    assertThat(effect.flow()).isEqualTo(flow);
    assertThat(effect.what()).isEqualTo(what);
    assertThat(effect.interrupts()).isEqualTo(interrupts);
  }

  @Test
  void tellsWhatIsStartedAnew() {
    assertThat(effect("us->eu", "source.consumer.fetch.max.bytes=5000000").restarts())
        .containsExactly("replication", "checkpoints");
    assertThat(effect("us->eu", "emit.checkpoints.interval.seconds=7").restarts())
        .containsExactly("checkpoints");
    assertThat(effect("us->eu", "paused=true").restarts()).isEmpty();
  }

  @Test
  void tellsWhichTopicsComeAndGo() {
    FlowEffect effect = effect("us->eu", "topics=orders, payments");
    assertThat(effect.comes()).isEqualTo(new FlowEffect.Topics(1, List.of("payments")));
    assertThat(effect.goes()).isEqualTo(new FlowEffect.Topics(1, List.of("news")));
    assertThat(effect.topicsKnown()).isTrue();

    assertThat(effect("us->eu", "enabled=false").goes().names()).containsExactly("news", "orders");
    assertThat(effect("us->eu", "paused=true").goes()).isEqualTo(FlowEffect.Topics.NONE);
    assertThat(effect("eu->us", "enabled=true").topicsKnown()).isFalse();
  }

  @Test
  void showsTheFirstOfManyTopicsAndTheirNumber() {
    assertThat(FlowEffect.Topics.of(IntStream.range(0, 1_000).mapToObj(Integer::toString).toList()))
        .satisfies(topics -> assertThat(topics.number()).isEqualTo(1_000))
        .satisfies(topics -> assertThat(topics.names()).hasSize(20));
  }

  @Test
  void whatChangesNothingHasNoEffect() {
    assertThat(new Effects(id -> Optional.empty()).between(config(Map.of()), config(Map.of())))
        .isEmpty();
  }

  private static FlowEffect effect(String flow, String line) {
    int equals = line.indexOf('=');
    Map<String, String> change =
        Map.of(flow + "." + line.substring(0, equals), line.substring(equals + 1));
    List<FlowEffect> effects =
        new Effects(EffectsTest::topics).between(config(Map.of()), config(change));
    assertThat(effects).hasSize(1);
    return effects.getFirst();
  }

  private static Optional<Set<String>> topics(FlowId flow) {
    return flow.source().equals("us") ? Optional.of(TOPICS) : Optional.empty();
  }

  private static ChappeConfig config(Map<String, String> change) {
    Map<String, String> lines =
        new HashMap<>(
            Map.of(
                "clusters", "us, eu",
                "us.bootstrap.servers", "us:9092",
                "eu.bootstrap.servers", "eu:9092",
                "us->eu.enabled", "true",
                "us->eu.topics", "orders, news"));
    lines.putAll(change);
    return new ConfigSources(lines, Map.of(), Map.of(), Set.of()).resolve();
  }
}
