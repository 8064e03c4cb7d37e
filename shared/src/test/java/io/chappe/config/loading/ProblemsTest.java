package io.chappe.config.loading;

import static io.chappe.config.loading.ConfigFixture.lines;
import static io.chappe.config.loading.ConfigFixture.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.keys.PolicyKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes a configuration unusable, and how it is said. */
class ProblemsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain.PlainLoginModule required username=\"me\" password=\"a\\\"b;c= 'd\";",
        "scram.ScramLoginModule REQUIRED username='me'\n  password=plain-word ;",
        "oauthbearer.OAuthBearerLoginModule required;"
      })
  void aLoginThatKafkaUnderstandsIsNoProblem(String jaas) {
    assertThat(problemsOf("us.sasl.jaas.config=org.apache.kafka.common.security." + jaas))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "us->eu.enabled=maybe                       | must be true or false",
        "refresh.topics.enabled=1                   | must be true or false",
        "us->eu.refresh.topics.interval.seconds=5s  | must be a whole number of seconds from 1",
        "refresh.topics.interval.seconds=0          | must be a whole number of seconds from 1",
        "refresh.topics.interval.seconds=-1         | must be a whole number of seconds from 1",
        "refresh.topics.interval.seconds=9999999999 | must be a whole number of seconds from 1",
        "replication.factor=0                       | must be -1 for the broker's",
        "replication.factor=two                     | must be -1 for the broker's",
        "replication.factor=40000                   | must be -1 for the broker's",
        "topics=a, (b                               | '(b': Unclosed group",
        "topics=a{1,3}                              | none may contain a comma",
        "topics.rename=orders                       | 'orders' has no ->",
        "us->eu.topics.rename=(a -> b               | '(a': Unclosed group",
        "us->eu.topics.rename=a -> b; c -> $1       | 'c -> $1': No group 1",
        "us->eu.topics.rename=a -> b, c -> d        | has more than one ->",
        "us->eu.topics.rename=a -> b/c              | letters, digits",
        "groups.exclude=*                           | Dangling meta character",
        "us->eu.use.defaults.from=broker            | must be target or source",
        "replication.policy.class=com.example.Mine  | must be org.apache.kafka.connect.mirror.Def",
        "topic.filter.class=com.example.Mine        | must be org.apache.kafka.connect.mirror.Def",
        "forwarding.admin.class=com.example.Mine    | must be org.apache.kafka.clients.admin.Forw",
        "replication.policy.separator=/             | must be letters, digits",
        "home=asia                                  | must be one of clusters=us, eu",
        "us.security.protocol=TLS                   | must be one of",
        "us.bootstrap.servers=us                    | must be host:port",
        "us.bootstrap.servers=us:70000              | must be host:port",
        "us.bootstrap.servers=us:9092;eu:9092       | must be host:port",
        "us.consumer.fetch.max.bytes=much           | Not a number",
        "eu.producer.acks=2                         | must be one of",
        "us->eu.producer.override.linger.ms=-5      | must be at least 0",
        "us->eu.source.admin.retries=-1             | must be",
        "us.ssl.truststore.location=/does/not/exist | there is no such file",
        "us.sasl.jaas.config=Module optional a=\"b\"   | isn't of the form",
        "us.sasl.jaas.config=Module a=\"b\";           | isn't of the form",
        "transforms=mask                            | mask.type is missing: must be one of org.apache",
        "us.consumer.interceptor.classes=a.Mine     | no ConsumerInterceptor a.Mine here",
        "us.ssl.engine.factory.class=a.Mine         | Class a.Mine could not be found",
        "us.ssl.engine.factory.class=java.lang.Long | no SslEngineFactory java.lang.Long here",
        "us.admin.default.api.timeout.ms=5000       | must be at least us.admin.request.timeout.ms",
        "us.consumer.session.timeout.ms=1000        | more than us.consumer.heartbeat.interval.ms",
        "start.from=1969-12-31T23:59:59.999Z        | must be earliest, latest",
        "start.from=+999999999-01-01T00:00:00Z      | must be earliest, latest",
        "start.from=by_duration:-PT1H               | must be earliest, latest",
        "start.from=by_duration:P99999999999999D    | must be earliest, latest",
        "errors.deadletterqueue.topic.name=..       | must be the name of a topic",
        "errors.tolerance=some                      | must be none or all"
      })
  void aBadValueIsNamedWithWhatWouldBeRight(String line, String right) {
    List<String> problems = problemsOf(line);

    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst())
        .startsWith(line.substring(0, line.indexOf('=')))
        .contains(right)
        .doesNotContain("\n");
  }

  @Test
  void clientKeysThatContradictEachOtherAreRefused() {
    assertThat(problemsOf("eu.producer.acks=1", "eu.producer.enable.idempotence=true"))
        .singleElement()
        .asString()
        .startsWith("cluster eu: keys of its producer client contradict each other: ")
        .contains("acks");
    assertThat(
            problemsOf(
                "us->eu.source.consumer.group.protocol=consumer",
                "us.consumer.heartbeat.interval.ms=500"))
        .singleElement()
        .asString()
        .contains("heartbeat.interval.ms");
  }

  @Test
  void clustersMustBeThere() {
    assertThat(problemsOf("clusters="))
        .singleElement()
        .asString()
        .startsWith("clusters is missing");
  }

  @Test
  void anAliasMustBeLegalInATopicName() {
    assertThat(problemsOf("clusters=us, eu, a/b", "a/b.bootstrap.servers=x:1"))
        .singleElement()
        .asString()
        .contains("an alias must be of letters");
  }

  @Test
  void anAliasMayBeThereOnce() {
    assertThat(problemsOf("clusters=us, eu, us"))
        .singleElement()
        .asString()
        .contains("us is there");
  }

  @Test
  void everyClusterNeedsItsAddress() {
    assertThat(problemsOf("us.bootstrap.servers=", "clusters=us, eu, asia"))
        .satisfiesExactly(
            problem -> assertThat(problem).startsWith("us.bootstrap.servers is missing"),
            problem -> assertThat(problem).startsWith("asia.bootstrap.servers is missing"));
  }

  @Test
  void anInstanceIsLimitedToClustersThatExist() {
    assertThat(problemsOf(lines(), Map.of(), Set.of("eu"))).isEmpty();
    assertThat(problemsOf(lines(), Map.of(), Set.of("mars")))
        .singleElement()
        .asString()
        .contains("mars", "us, eu");
  }

  @Test
  void namesKeptBothWaysAreRefused() {
    assertThat(
            problemsOf(
                "eu->us.enabled=true", "replication.policy.class=" + PolicyKeys.IDENTITY_POLICY))
        .singleElement()
        .asString()
        .contains("orders on us -> orders on eu -> orders on us");
  }

  @Test
  void namesKeptBothWaysAreFineIfRecordsTellTheirWay() {
    String[] bothWays = {
      "eu->us.enabled=true", "replication.policy.class=" + PolicyKeys.IDENTITY_POLICY
    };
    String[] marked = {bothWays[0], bothWays[1], "provenance.headers.enabled=true"};
    String[] markedOneWay = {bothWays[0], bothWays[1], "us->eu.provenance.headers.enabled=true"};

    assertThat(problemsOf(marked)).isEmpty();
    assertThat(problemsOf(bothWays).getFirst()).contains("provenance.headers.enabled=true");
    assertThat(problemsOf(markedOneWay)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aRingOfKeptNamesNeedsProvenanceInEveryFlow(int marked) {
    List<String> flows = List.of("us->eu", "eu->asia", "asia->us");
    List<String> lines = new ArrayList<>(List.of("clusters=us, eu, asia"));
    lines.add("asia.bootstrap.servers=asia:9092");
    lines.add("replication.policy.class=" + PolicyKeys.IDENTITY_POLICY);
    flows.forEach(flow -> lines.add(flow + ".enabled=true"));
    flows.stream()
        .limit(marked)
        .forEach(flow -> lines.add(flow + ".provenance.headers.enabled=true"));

    assertThat(problemsOf(lines.toArray(String[]::new))).hasSize(marked == 3 ? 0 : 1);
  }

  @Test
  void namesKeptOneWayAndPrefixedBackAreRefused() {
    assertThat(
            problemsOf(
                "eu->us.enabled=true",
                "eu->us.replication.policy.class=" + PolicyKeys.IDENTITY_POLICY))
        .singleElement()
        .asString()
        .contains("without end");
  }

  @Test
  void flowsWithDifferentSeparatorsThatDontKnowEachOthersCopiesAreRefused() {
    assertThat(problemsOf("eu->us.enabled=true", "eu->us.replication.policy.separator=_"))
        .singleElement()
        .asString()
        .contains("one separator");
  }

  @Test
  void namesKeptOneWayAreFine() {
    assertThat(problemsOf("replication.policy.class=" + PolicyKeys.IDENTITY_POLICY)).isEmpty();
  }

  @Test
  void twoTopicsThatWouldShareARemoteTopicAreRefused() {
    assertThat(problemsOf("topics=orders, payments", "us->eu.topics.rename=orders -> payments"))
        .containsExactly(
            "us->eu.topics.rename: orders and payments would both be copied to us.payments");
    assertThat(problemsOf("topics.rename=shop[.]a -> x; shop[.]b -> x"))
        .containsExactly("us->eu.topics.rename: shop.a and shop.b would both be copied to us.x");
    assertThat(problemsOf("topics=orders", "us->eu.topics.rename=orders -> payments")).isEmpty();
    assertThat(problemsOf("topics=orders, pay", "topics.rename=orders -> pay; pay -> orders"))
        .isEmpty();
  }

  @Test
  void aFullMeshOfManyClustersIsFine() {
    List<String> aliases = IntStream.range(0, 12).mapToObj(number -> "cluster" + number).toList();
    Map<String, String> lines = new HashMap<>();
    lines.put("clusters", String.join(",", aliases));
    lines.put("enabled", "true");
    aliases.forEach(alias -> lines.put(alias + ".bootstrap.servers", alias + ":9092"));

    assertThat(problemsOf(lines, Map.of(), Set.of())).isEmpty();
  }

  @Test
  void everyProblemIsListedInOneRun() {
    assertThat(
            problemsOf(
                "us->eu.enabled=maybe",
                "replication.factor=0",
                "topics=(",
                "home=asia",
                "us.security.protocol=TLS",
                "eu.bootstrap.servers=",
                "config.providers=vault",
                "eu.ssl.truststore.password=${env:MISSING}"))
        .hasSize(8);
  }

  @Test
  void aProblemForAllFlowsIsListedOnce() {
    assertThat(problemsOf("enabled=true", "replication.factor=0")).hasSize(1);
  }
}
