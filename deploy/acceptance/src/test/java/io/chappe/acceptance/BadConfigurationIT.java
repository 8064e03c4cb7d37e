package io.chappe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.testing.FreePorts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A configuration that can't work ends the service at once, with all that is wrong. */
class BadConfigurationIT {

  /** Each key, and what is wrong with it. */
  private static final Map<String, String> PROBLEMS =
      Map.of(
          "us->eu.topics", "orders(",
          "us->eu.enabled", "perhaps",
          "us->eu.refresh.topics.interval.seconds", "often",
          "replication.factor", "0");

  @ParameterizedTest
  @EnumSource(Service.class)
  void endsWithOneLineForEachProblem(Service service) {
    StringBuilder text = new StringBuilder("clusters = us, eu\n");
    text.append("us.bootstrap.servers = 127.0.0.1:9092\n");
    PROBLEMS.forEach((key, value) -> text.append(key).append(" = ").append(value).append('\n'));
    Path configuration = Landscape.write(text.toString());

    try (ServiceProcess process =
        ServiceProcess.start(service, configuration, FreePorts.find(1).getFirst())) {
      assertThat(process.awaitExit(Patience.LIMIT)).as(process.outputTail()).isEqualTo(1);

      List<String> output = process.output();
      PROBLEMS.keySet().forEach(key -> assertOneLineNames(key, output));
      assertOneLineNames("eu.bootstrap.servers", output);
      assertThat(output).noneMatch(line -> line.startsWith("\tat "));
    }
  }

  private static void assertOneLineNames(String key, List<String> output) {
    assertThat(output)
        .filteredOn(line -> line.matches(".*(?<![\\w.>-])" + key.replace(".", "\\.") + "\\b.*"))
        .as("lines about " + key + " in\n" + String.join("\n", output))
        .hasSize(1);
  }
}
