package io.chappe.config.loading;

import static io.chappe.config.loading.ConfigFixture.flowOf;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.FlowConfig;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Lists of very many names. The limit is some twenty times of what is needed; were each name
 * compared with each other, it would take more than an hour.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ManyNamesTest {
  private static final int NAMES = 150_000;

  private static String listed(String separator, IntFunction<String> name) {
    return IntStream.range(0, NAMES).mapToObj(name).collect(joining(separator));
  }

  @Test
  void topicsThatAreNamedOneByOneAreCheckedAtTheStart() {
    FlowConfig flow =
        flowOf(
            "topics=" + listed(",", number -> "shop.orders-" + number),
            "topics.exclude=" + listed(",", number -> "shop\\.payments-" + number));

    assertThat(flow.replicates("shop.orders-149999")).isTrue();
    assertThat(flow.replicates("shop.orders-150000")).isFalse();
    assertThat(flow.replicates("shop.payments-7")).isFalse();
  }

  @Test
  void topicsThatAreRenamedOneByOneAreCheckedAtTheStart() {
    FlowConfig flow =
        flowOf("topics.rename=" + listed(";", number -> "old-" + number + " -> new." + number));

    assertThat(flow.naming().remoteTopic("old-149999")).isEqualTo("us.new.149999");
  }
}
