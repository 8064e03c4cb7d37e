package io.chappe.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.logging.json.runtime.JsonFormatter;
import java.util.List;
import java.util.Map;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.Test;

class JsonLogFieldsTest {
  @Test
  void writesALineAsOneObjectWithItsFixedKeys() throws Exception {
    JsonFormatter formatter = new JsonFormatter();
    formatter.setDiscoveredProviders(List.of(new JsonLogFields()));

    String text =
        formatter.format(
            line(
                "record left out: flow=eu->us topic=orders partition=3 offset=17"
                    + " reason=\"too large: key=a\" count=2"));

    assertThat(text.strip()).doesNotContain("\n");
    JsonNode json = new ObjectMapper().readTree(text);
    assertThat(json.get("message").asText()).startsWith("record left out: flow=eu->us");
    assertThat(json.get("level").asText()).isEqualTo("WARN");
    assertThat(json.get("flow").asText()).isEqualTo("eu->us");
    assertThat(json.get("topic").asText()).isEqualTo("orders");
    assertThat(json.get("partition").asText()).isEqualTo("3");
    assertThat(json.get("offset").asText()).isEqualTo("17");
    assertThat(json.get("reason").asText()).isEqualTo("too large: key=a");
    assertThat(json.has("count")).isFalse();
  }

  @Test
  void takesAReasonWithoutQuotesToTheEndOfTheLine() {
    assertThat(LogFields.of("cluster is away: flow=eu->us cluster=eu reason=no answer: refused"))
        .isEqualTo(Map.of("flow", "eu->us", "cluster", "eu", "reason", "no answer: refused"));
  }

  @Test
  void takesTheFirstOfAKeyThatComesTwice() {
    assertThat(LogFields.of("topic can't be described: topic=a reason=denied: topic=b"))
        .isEqualTo(Map.of("topic", "a", "reason", "denied:"));
  }

  @Test
  void findsNothingInALineWithoutKeys() {
    assertThat(LogFields.of("configuration can be applied again")).isEmpty();
  }

  private static ExtLogRecord line(String message) {
    return new ExtLogRecord(
        Level.WARN, message, ExtLogRecord.FormatStyle.NO_FORMAT, JsonLogFieldsTest.class.getName());
  }
}
