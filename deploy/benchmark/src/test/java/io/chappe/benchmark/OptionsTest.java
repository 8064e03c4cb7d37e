package io.chappe.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
  private static final Path PROJECT = Path.of("/project");

  @Test
  void measuresEverythingThreeTimesByDefault() {
    Options options = Options.parse(new String[0], PROJECT);

    assertThat(options.rounds()).isEqualTo(3);
    assertThat(options.mebibytes()).isEqualTo(512);
    assertThat(options.workloads().matcher("latency").matches()).isTrue();
    assertThat(options.contenders().matcher("MM2, tuned").matches()).isTrue();
    assertThat(options.output()).isEqualTo(PROJECT.resolve("deploy/benchmark/target"));
  }

  @Test
  void choosesByName() {
    String[] arguments = {"--workloads", "lz4.*", "--contenders", "MM2", "--output", "/tmp/x"};

    Options options = Options.parse(arguments, PROJECT);

    assertThat(options.workloads().matcher("zstd, 128 KiB").matches()).isFalse();
    assertThat(options.contenders().matcher("MM2, tuned").matches()).isFalse();
    assertThat(options.output()).isEqualTo(Path.of("/tmp/x"));
  }

  @ParameterizedTest
  @CsvSource({
    "--rounds 0, '--rounds is a number from 1 on, not 0'",
    "--mebibytes many, '--mebibytes is a number from 1 on, not many'",
    "--workloads (, '--workloads is a regular expression'",
    "--rounds, '--rounds needs a value'",
    "--speed 1, 'unknown option --speed'"
  })
  void saysWhatIsWrong(String arguments, String message) {
    assertThatThrownBy(() -> Options.parse(arguments.split(" "), PROJECT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
