package io.chappe.config.loading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Aliases of which one is the beginning of the other: whose copy is a-b-q? */
class NameClashesTest {
  private static List<String> problems(String... more) {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("clusters", "a, a-b, t");
    List.of("a", "a-b", "t").forEach(alias -> lines.put(alias + ".bootstrap.servers", "x:1"));
    lines.put("a->t.enabled", "true");
    lines.put("a-b->t.enabled", "true");
    lines.put("replication.policy.separator", "-");
    for (String line : more) {
      lines.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
    }
    return ConfigFixture.problemsOf(lines, Map.of(), Set.of());
  }

  @Test
  void copiesThatMayHaveOneNameAreRefusedWithTheWaysOut() {
    assertThat(problems())
        .containsExactly(
            "a->t and a-b->t can't be told apart on t: b-<topic> of a and <topic> of a-b would both be copied to a-b-<topic>: give one of the clusters another alias, both flows another replication.policy.separator that is in no alias, or leave such topics out by b-.* in a->t.topics.exclude");
  }

  @Test
  void anExpressionThatCannotBeginLikeTheOthersAliasIsNoClash() {
    assertThat(problems("a->t.topics=orders(-v2)?", "a-b->t.topics=.*")).isEmpty();
    assertThat(problems("a->t.topics=(b-)?orders", "a-b->t.topics=.*")).isNotEmpty();
  }

  @Test
  void topicsThatAreNamedAreNamed() {
    assertThat(problems("a->t.topics=b-q-0", "a-b->t.topics=q-0"))
        .singleElement()
        .asString()
        .contains("b-q-0 of a and q-0 of a-b would both be copied to a-b-q-0");
    assertThat(problems("a->t.topics=b-q-0, q-0")).singleElement().asString().contains("b-q-0 of");
    assertThat(problems("a-b->t.topics=q-0")).singleElement().asString().contains("b-q-0 of a");
    assertThat(problems("a->t.topics=q-0", "a->t.topics.rename=q-0 -> b-q", "a-b->t.topics=q"))
        .singleElement()
        .asString()
        .contains("q-0 of a and q of a-b would both be copied to a-b-q");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "replication.policy.separator=.",
        "a->t.replication.policy.separator=.",
        "topics=q-0, q-1",
        "a->t.topics=orders.*",
        "a->t.topics=b-q-0 & a-b->t.topics=q-1",
        "a->t.topics=q-0 & a->t.topics.rename=q-0 -> b-q & a-b->t.topics=q-0",
        "a->t.topics.exclude=__.*, b-.*",
        "a->t.topics.exclude=[a-c].*",
        "remote.topics.shared=.*",
        "a-b->t.enabled=false",
        "replication.policy.class=org.apache.kafka.connect.mirror.IdentityReplicationPolicy",
        "a-b->t.enabled=false & a-b->a.enabled=true"
      })
  void copiesThatCantHaveOneNameAreFine(String lines) {
    assertThat(problems(lines.split(" & "))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a->t.topics.exclude=x-.*, .*b-z",
        "a->t.topics.exclude=x|b-.*",
        "a->t.topics=[a-z]-q.*",
        "a->t.topics.rename=q(.*) -> $1 & a->t.topics=q.*",
        "a->t.remote.topics.shared=.*",
        "a->t.replication.policy.separator=-b-"
      })
  void copiesThatMayHaveOneNameAreRefused(String lines) {
    assertThat(problems(lines.split(" & "))).singleElement().asString().contains("told apart");
  }

  @Test
  void topicsOfTheTargetItselfArentCopied() {
    assertThat(
            problems(
                "clusters=a, a-b, b",
                "b.bootstrap.servers=x:1",
                "a->t.enabled=false",
                "a-b->t.enabled=false",
                "a->b.enabled=true",
                "a-b->b.enabled=true"))
        .isEmpty();
  }

  @Test
  void theDefaultSeparatorIsNoExcuse() {
    String[] west = {
      "clusters=us, us.west, eu", "us.west.bootstrap.servers=west:9092", "us.west->eu.enabled=true"
    };

    assertThat(ConfigFixture.problemsOf(west))
        .singleElement()
        .asString()
        .contains("us->eu and us.west->eu", "west[.].* in us->eu.topics.exclude");
  }
}
