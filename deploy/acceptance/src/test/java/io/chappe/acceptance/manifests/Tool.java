package io.chappe.acceptance.manifests;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A program that may or may not be on this machine's {@code PATH}. */
public record Tool(Path program) {

  /** The program, if it is installed. */
  public static Optional<Tool> find(String name) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Tool::new);
  }

  /** Skips the test, and says so, if the program isn't installed. */
  public static Tool require(String name) {
    Optional<Tool> found = find(name);
    Assumptions.assumeTrue(found.isPresent(), name + " is not installed: not tried");
    return found.orElseThrow();
  }

  /** What it prints, errors as well. Fails if it ends with another exit code than 0. */
  public String run(Path folder, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(String.join(" ", command) + "\n" + output);
    }
    return output;
  }
}
