package io.chappe.config.keys;

import static io.chappe.config.loading.ConfigFixture.configOf;
import static io.chappe.config.loading.ConfigFixture.flowOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No key of MM2 is taken without a word and then not heeded. */
class MirrorMakerKeysTest {
  static Stream<String> keys() {
    return MirrorMakerKeys.all();
  }

  @ParameterizedTest
  @MethodSource("keys")
  void isHonouredOrSaidToMeanNothingHere(String key) {
    List<String> warnings = configOf(line(key)).warnings();

    if (MirrorMakerKeys.definition(key).isPresent()) {
      assertThat(warnings).isEmpty();
    } else {
      assertThat(warnings)
          .singleElement()
          .asString()
          .startsWith(key + " has no effect here: " + IgnoredKeys.reason(key).orElseThrow());
      assertThat(flowOf(line(key))).isEqualTo(flowOf());
    }
  }

  /** A line that sets the key where it works, to a value that it takes. */
  private static String line(String key) {
    return MirrorMakerKeys.definition(key)
        .map(
            known -> {
              String prefix = known.scope() == KeyDefinition.Scope.FLOW_ONLY ? "us->eu." : "";
              String value = known.defaultText().isEmpty() ? "us, eu" : known.defaultText();
              return prefix + key + "=" + (key.equals("config.providers") ? "" : value);
            })
        .orElse(key + "=1");
  }
}
