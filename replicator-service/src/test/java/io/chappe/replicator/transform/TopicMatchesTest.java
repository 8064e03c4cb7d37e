package io.chappe.replicator.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TopicMatchesTest {
  private static SourceRecord from(String topic) {
    return new SourceRecord(Map.of(), Map.of(), topic, null, null);
  }

  private static TopicMatches of(String pattern) {
    TopicMatches predicate = new TopicMatches();
    predicate.configure(Map.of("pattern", pattern));
    return predicate;
  }

  @Test
  void eachTopicIsToldByItsOwnName() {
    TopicMatches orders = of("us\\.(orders|news)");
    assertThat(orders.test(from("us.orders"))).isTrue();
    assertThat(orders.test(from("us.others"))).isFalse();
    assertThat(orders.test(from("us.news"))).isTrue();
  }

  @Test
  @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void noPatternKeepsARecordForEver() {
    assertThat(of("(.*a){25}b").test(from("a".repeat(40)))).isFalse();
  }

  @Test
  void aPatternThatIsNoneIsRefusedAsByKafka() {
    assertThatThrownBy(() -> of("orders([")).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> new TopicMatches().configure(Map.of()))
        .isInstanceOf(ConfigException.class);
  }
}
