package io.chappe.heartbeat.api.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemLinesTest {

  @Test
  void keyValueAndRemedyAreTakenApart() {
    assertThat(read("us->eu.topics=orders([: must be a list: ..."))
        .isEqualTo(
            new Problem.Error(
                "us->eu.topics",
                "orders([",
                "must be a list: ...",
                "us->eu.topics=orders([: must be a list: ..."));
  }

  @Test
  void theRecordsKeyStandsForAKeyThatIsNotNamed() {
    String line = "override us->eu: must be a JSON object";
    assertThat(read(line))
        .isEqualTo(new Problem.Error("us->eu", null, "must be a JSON object", line));
    String circle = "a topic would be copied in a circle without end: us->eu: disable one";
    assertThat(read(circle)).isEqualTo(new Problem.Error("us->eu", null, circle, circle));
  }

  @Test
  void whatAnOverridesLineNamesIsFound() {
    assertThat(read("override us->eu: topics={\"a\":1}: must be a string"))
        .extracting(Problem.Error::key, Problem.Error::value, Problem.Error::remedy)
        .containsExactly("topics", "{\"a\":1}", "must be a string");
  }

  private static Problem.Error read(String line) {
    return ProblemLines.read("us->eu", List.of(line)).getFirst();
  }
}
