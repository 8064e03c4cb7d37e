package io.chappe.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicRenamesTest {
  private static final FlowId FLOW = new FlowId("us", "eu");

  private static RenameRule rule(String pattern, String replacement) {
    return new RenameRule(Pattern.compile(pattern), replacement);
  }

  private static TopicRenames renames(RenameRule... rules) {
    return new TopicRenames(Arrays.asList(rules), ".", Set.of("us", "eu", "asia"));
  }

  private static TopicNaming prefixed(RenameRule... rules) {
    return TopicNaming.prefixed(FLOW, Separators.DOT).renaming(renames(rules));
  }

  private static TopicNaming identity(RenameRule... rules) {
    return TopicNaming.identity(FLOW, Separators.DOT, Set.of("us", "eu")).renaming(renames(rules));
  }

  @Test
  void theFirstRuleThatMatchesTheWholeNameCounts() {
    RenameRule[] rules = {
      rule("order", "never"), rule("orders-(\\d{1,2})", "shop-$1"), rule("orders.*", "late")
    };

    assertThat(prefixed(rules).remoteTopic("orders-12")).isEqualTo("us.shop-12");
    assertThat(prefixed(rules).remoteTopic("orders-123")).isEqualTo("us.late");
    assertThat(prefixed(rules).remoteTopic("payments")).isEqualTo("us.payments");
    assertThat(identity(rules).remoteTopic("orders-12")).isEqualTo("shop-12");
  }

  @Test
  void heartbeatsKeepTheirName() {
    assertThat(prefixed(rule("(.*)", "x-$1")).remoteTopic("heartbeats")).isEqualTo("us.heartbeats");
    assertThat(identity(rule("(.*)", "x-$1")).remoteTopic("heartbeats")).isEqualTo("us.heartbeats");
  }

  @ParameterizedTest
  @CsvSource({
    "orders, __orders, internal topic",
    "orders, mm2-orders.internal, internal topic",
    "orders, heartbeats, heartbeats topic",
    "asia.orders, orders, could be copied in a circle",
    "asia.orders, eu.orders, could be copied in a circle",
    "orders, asia.orders, could be copied in a circle",
  })
  void aNameThatWouldDoHarmIsRefused(String topic, String renamed, String reason) {
    for (TopicNaming naming :
        List.of(prefixed(rule(topic, renamed)), identity(rule(topic, renamed)))) {
      assertThat(naming.mayBeReplicated(topic)).isFalse();
      assertThat(naming.renameProblem(topic)).get().asString().contains(renamed, reason);
    }
  }

  @Test
  void aNameThatIsTooLongIsRefused() {
    TopicNaming naming = prefixed(rule("(.*)", "$1$1$1$1$1$1"));

    assertThat(naming.renameProblem("o".repeat(42))).isNotEmpty();
    assertThat(naming.renameProblem("o".repeat(42)).orElseThrow()).contains("no name for a topic");
    assertThat(naming.renameProblem("o".repeat(41))).isEmpty();
  }

  @Test
  void aNameOfNothingButThePrefixIsRefused() {
    TopicNaming naming = prefixed(rule("[a-z]+\\.(.*)", "$1"));

    assertThat(naming.renameProblem("orders.")).get().asString().contains("no name for a topic");
    assertThat(naming.renameProblem("orders.eu")).isEmpty();
  }

  @Test
  void aPrefixOfAClusterThatCantComeRoundAgainMayGo() {
    TopicNaming naming =
        TopicNaming.identity(FLOW, Separators.DOT, Set.of("us", "eu"))
            .renaming(new TopicRenames(List.of(rule("asia\\.(.*)", "$1")), ".", Set.of()));

    assertThat(naming.mayBeReplicated("asia.orders")).isTrue();
    assertThat(naming.remoteTopic("asia.orders")).isEqualTo("orders");
  }

  @Test
  void aReplacementMustFitItsPattern() {
    assertThatThrownBy(() -> rule("orders", "$1")).hasMessageContaining("No group 1");
    assertThatThrownBy(() -> rule("orders", "${x}")).hasMessageContaining("No group with name");
    assertThatThrownBy(() -> rule("orders", "a/b")).hasMessageContaining("a/b");
    TopicRenames named = new TopicRenames(List.of(rule("(?<x>.*)", "a-${x}")), ".", Set.of());
    assertThat(named.apply("b")).isEqualTo("a-b");
    assertThat(rule("(x?|y?){60}z", "a").replacement()).isEqualTo("a");
  }
}
