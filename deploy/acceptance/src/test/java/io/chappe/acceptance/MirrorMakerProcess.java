package io.chappe.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** MirrorMaker 2 as it is published, as a process of its own. It ends with this JVM. */
public final class MirrorMakerProcess implements AutoCloseable {
  /** Its class path, as the module {@code mirror-maker} collects it. */
  public static final Path LIBRARIES =
      Path.of(System.getProperty("chappe.root", "../.."))
          .resolve("deploy/mirror-maker/target/lib")
          .toAbsolutePath()
          .normalize();

  private static final int OUTPUT_TAIL_LINES = 60;
  private static final List<String> SMALL_JVM =
      List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final Path output;
  private final Process process;
  private final Process guard;

  private MirrorMakerProcess(Path output, Process process, Process guard) {
    this.output = output;
    this.process = process;
    this.guard = guard;
  }

  /**
   * In its dedicated mode, as {@code connect-mirror-maker.sh} starts it.
   *
   * @param configuration its properties file; the output goes into its folder
   */
  public static MirrorMakerProcess dedicated(Path configuration) {
    return dedicated(configuration, SMALL_JVM);
  }

  /** The same with other options of the JVM. */
  public static MirrorMakerProcess dedicated(Path configuration, List<String> jvm) {
    return start(
        configuration.resolveSibling("mirror-maker.log"),
        jvm,
        List.of("org.apache.kafka.connect.mirror.MirrorMaker", configuration.toString()));
  }

  /** One of its connectors in a standalone worker of Kafka Connect. */
  public static MirrorMakerProcess connector(Path worker, Path connector) {
    return start(
        worker.resolveSibling("mirror-connector.log"),
        SMALL_JVM,
        List.of(
            "org.apache.kafka.connect.cli.ConnectStandalone",
            worker.toString(),
            connector.toString()));
  }

  private static MirrorMakerProcess start(
      Path output, List<String> jvm, List<String> mainAndArguments) {
    if (!Files.isDirectory(LIBRARIES)) {
      throw new IllegalStateException(LIBRARIES + " is not there: build the module first");
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(
        List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", LIBRARIES + "/*"));
    command.addAll(mainAndArguments);
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.redirectErrorStream(true).redirectOutput(output.toFile());
      Process process = builder.start();
      return new MirrorMakerProcess(output, process, ServiceProcess.guard(process));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last lines of the output, for the message of a failure. */
  public String outputTail() {
    try {
      List<String> lines = Files.readAllLines(output);
      int from = Math.max(0, lines.size() - OUTPUT_TAIL_LINES);
      return "--- " + output + "\n" + String.join("\n", lines.subList(from, lines.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The id of the process. */
  public long pid() {
    return process.pid();
  }

  /** Asks it to end, waits, and ends it on the spot if that takes long. */
  @Override
  public void close() {
    guard.destroy();
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
