package io.chappe.config.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationReferenceTest {
  private static final Path PAGE = Path.of("CONFIGURATION.md");

  @Test
  void thePageSaysWhatTheDefinitionsSay() throws IOException {
    if (Boolean.getBoolean("chappe.reference.write")) {
      Files.writeString(PAGE, ConfigurationReference.markdown());
    }

    assertThat(PAGE).content().isEqualTo(ConfigurationReference.markdown());
  }

  @Test
  void thePageNamesEveryKey() {
    assertThat(ConfigurationReference.markdown())
        .contains(ChappeKeys.ALL.stream().map(key -> "| `" + key.name() + "` |").toList());
  }
}
