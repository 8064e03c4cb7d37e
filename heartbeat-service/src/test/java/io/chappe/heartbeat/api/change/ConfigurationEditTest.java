package io.chappe.heartbeat.api.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chappe.heartbeat.api.problem.Problem;
import io.chappe.heartbeat.api.problem.ProblemException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationEditTest {

  @Test
  void otherPropertiesStayAsTheyAre() throws JsonProcessingException {
    assertThat(
            edit("{\"set\":{\"topics\":\"a\",\"groups\":null},\"unset\":[\"paused\"]}")
                .apply(override("{\"ssl.key.password\":\"x\",\"paused\":true,\"topics\":\"b\"}")))
        .contains("{\"ssl.key.password\":\"x\",\"topics\":\"a\",\"groups\":null}");
  }

  @Test
  void anOverrideOfNothingIsNone() throws JsonProcessingException {
    assertThat(edit("{\"unset\":[\"paused\"]}").apply(override("{\"paused\":true}"))).isEmpty();
    assertThat(edit("{\"unset\":[]}").apply(Optional.empty())).isEmpty();
  }

  @Test
  void onlyWhatIsStillThereIsUndone() throws JsonProcessingException {
    ConfigurationEdit undo =
        new ConfigurationEdit.Undo(
            "10", override("{\"paused\": true, \"a\": 1}"), Optional.of("{\"b\":1}"));

    assertThat(undo.apply(override("{\"a\":1,\"paused\":true}"))).contains("{\"b\":1}");
    for (Optional<ObjectNode> now :
        List.of(Optional.<ObjectNode>empty(), override("{\"paused\":false,\"a\":1}"))) {
      assertThat(
              catchThrowableOfType(ProblemException.class, () -> undo.apply(now))
                  .problem()
                  .status())
          .isEqualTo(412);
    }
    assertThat(
            new ConfigurationEdit.Undo("11", Optional.empty(), Optional.empty())
                .apply(Optional.empty()))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{",
        "[]",
        "null",
        "\"set\"",
        "{\"topics\":\"a\"}",
        "{\"set\":[\"a\"]}",
        "{\"set\":{\"topics\":\"a\",\"topics\":\"b\"}}",
        "{\"set\":{\"topics\":\"canary\"}",
        "{\"set\":{}} {}",
        "{\"unset\":\"paused\"}",
        "{\"unset\":[1]}",
        "{\"unset\":[{\"a\":{\"b\":{\"c\":{\"d\":1}}}}]}"
      })
  void whatIsNoEditIsRefusedWithoutBeingRepeated(String body) {
    Problem problem =
        catchThrowableOfType(ProblemException.class, () -> PropertiesBody.read(body)).problem();
    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.detail()).contains("must be a JSON object such as").doesNotContain("canary");
  }

  private static ConfigurationEdit edit(String body) {
    return PropertiesBody.read(body);
  }

  private static Optional<ObjectNode> override(String json) throws JsonProcessingException {
    return Optional.of((ObjectNode) new JsonMapper().readTree(json));
  }
}
