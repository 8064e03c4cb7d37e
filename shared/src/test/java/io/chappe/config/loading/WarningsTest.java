package io.chappe.config.loading;

import static io.chappe.config.loading.ConfigFixture.US_TO_EU;
import static io.chappe.config.loading.ConfigFixture.configOf;
import static io.chappe.config.loading.ConfigFixture.flowOf;
import static io.chappe.config.loading.ConfigFixture.warningsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.ChappeConfig;
import io.chappe.config.keys.PolicyKeys;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What has no effect, or not the one that was meant. */
class WarningsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "topic=orders                        | did you mean topics?",
        "topics.blacklist=orders             | write topics.exclude",
        "us->eu.groups.blacklist=orders      | write us->eu.groups.exclude",
        "us->eu.topisc=orders                | did you mean us->eu.topics?",
        "us.bootstrap.server=x:1             | did you mean us.bootstrap.servers?",
        "uss.bootstrap.servers=x:1           | did you mean us.bootstrap.servers?",
        "us->asia.enabled=true               | with both in clusters=us, eu",
        "us->eu=true                         | a flow's key is <source>-><target>.<key>",
        "us->us.enabled=true                 | a flow's key is <source>-><target>.<key>",
        "us=-> eu.enabled = true             | a flow's key has none",
        "tasks.max=10                        | shared by the running instances",
        "us->eu.tasks.max=10                 | shared by the running instances",
        "offset.flush.interval.ms=1000       | positions come from the target's log",
        "us.offset.flush.interval.ms=1000    | positions come from the target's log",
        "us.exactly.once.source.support=on   | no transaction per batch",
        "key.converter=org.x.Y               | without conversion",
        "dedicated.mode.enable.internal.rest=true | don't call each other",
        "consumer.poll.timeout.ms=10         | fetch.max.wait.ms",
        "us.consumer.group.id=mine           | Chappe sets it itself",
        "us.request.timeout.ms=1             | us.consumer.request.timeout.ms or us.producer",
        "us->eu.linger.ms=1                  | write us->eu.producer.override.linger.ms",
        "us->eu.security.protocol=SSL        | write us.security.protocol or eu.security.protocol",
        "us->eu.home=us                      | write home",
        "us.producer.override.linger.ms=1    | write eu->us.producer.override.linger.ms",
        "source.consumer.max.poll.records=1  | write us->eu.source.consumer.max.poll.records",
        "us->eu.source.cluster.topics=x      | only keys of the connection"
      })
  void aLineWithoutEffectIsNamedWithTheOneThatWorks(String line, String better) {
    ChappeConfig config = configOf(line);

    assertThat(config.warnings()).singleElement().asString().contains(better);
    assertThat(config.flows()).containsExactly(flowOf());
  }

  /** Else people write what works, and nothing happens. */
  @Test
  void theFlowThatIsNamedIsOneThatIsEnabled() {
    assertThat(
            warningsOf("clusters=us, asia, eu", "asia.bootstrap.servers=x:1", "us.topics=orders"))
        .singleElement()
        .asString()
        .contains("us->eu.topics for one flow");
  }

  @Test
  void aClientKeyThatKafkaDoesNotKnowIsPassedOnAndDoubtful() {
    String line = "us.consumer.fetch.max.byte=1";

    assertThat(warningsOf(line))
        .singleElement()
        .asString()
        .contains("did you mean us.consumer.fetch.max.bytes?");
    assertThat(flowOf(line).source().consumer()).containsEntry("fetch.max.byte", "1");
  }

  @Test
  void aLayerThatLosesAgainstAClustersIsNamed() {
    assertThat(warningsOf("us->eu.consumer.max.poll.records=1", "us.consumer.max.poll.records=2"))
        .singleElement()
        .asString()
        .contains("loses against us.consumer", "write us->eu.source.consumer.max.poll.records");
  }

  @Test
  void aFileWithoutAnEnabledFlowIsDoubtful() {
    assertThat(warningsOf("us->eu.enabled=false"))
        .singleElement()
        .asString()
        .contains("us->eu.enabled=true");
  }

  @Test
  void sourcesThatMergeIntoOneTargetAreDoubtful() {
    assertThat(
            warningsOf(
                "clusters=us, eu, asia",
                "asia.bootstrap.servers=asia:9092",
                "asia->eu.enabled=true",
                "replication.policy.class=" + PolicyKeys.IDENTITY_POLICY))
        .singleElement()
        .asString()
        .contains(US_TO_EU.toString(), "asia->eu", "merged");
  }

  @Test
  void recordsThatGetToATopicByTwoWaysAreDoubtful() {
    String[] triangle = {
      "clusters=us, eu, asia",
      "asia.bootstrap.servers=asia:9092",
      "us->asia.enabled=true",
      "eu->asia.enabled=true"
    };

    assertThat(warningsOf(with(triangle, "replication.policy.class=" + PolicyKeys.IDENTITY_POLICY)))
        .anySatisfy(
            warning ->
                assertThat(warning)
                    .contains(
                        "are there twice",
                        "orders on us -> orders on asia",
                        "orders on us -> orders on eu -> orders on asia"));
    assertThat(warningsOf(triangle)).isEmpty();
  }

  private static String[] with(String[] lines, String line) {
    String[] more = Arrays.copyOf(lines, lines.length + 1);
    more[lines.length] = line;
    return more;
  }

  @Test
  void anAliasWithTheSeparatorInItIsDoubtful() {
    String[] lines = {
      "clusters=us, eu, us.east",
      "us.east.bootstrap.servers=east:9092",
      "us->eu.topics.exclude=east[.].*",
      "us.east->eu.enabled=true"
    };

    assertThat(warningsOf(lines))
        .singleElement()
        .asString()
        .startsWith("us.east->eu")
        .contains("us.east.orders is a copy from us:");
    assertThat(configOf(lines).clusters().get("us.east").admin())
        .containsEntry("bootstrap.servers", "east:9092");
  }
}
