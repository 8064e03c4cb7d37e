package io.chappe.demo.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One of Chappe's services in a process of its own, which ends with this one. */
public final class ServiceProcess {
  private static final int LOG_TAIL_LINES = 15;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final String name;
  private final int port;
  private final Path log;
  private final Process process;

  private ServiceProcess(String name, int port, Path log, Process process) {
    this.name = name;
    this.port = port;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts a service.
   *
   * @param name its module, such as {@code replicator-service}
   * @param runJar its {@code quarkus-run.jar}
   * @param agent the jar with {@link ParentWatch}
   * @param configuration the properties file
   * @param port a free port for HTTP
   * @param log file for its output
   */
  public static ServiceProcess start(
      String name, Path runJar, Path agent, Path configuration, int port, Path log)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "/bin/sh",
            "-c",
            // Ctrl-C goes to every process of the terminal; this one is to end by SIGTERM, in turn.
            "trap '' INT; exec \"$0\" \"$@\"",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx160m",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-javaagent:" + agent,
            "-Dquarkus.http.host=localhost",
            "-Dquarkus.http.port=" + port,
            "-jar",
            runJar.toString());
    builder.environment().put("CHAPPE_CONFIG", configuration.toString());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return new ServiceProcess(name, port, log, builder.start());
  }

  /** The module's name. */
  public String name() {
    return name;
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Where it serves HTTP. */
  public URI address() {
    return URI.create("http://localhost:" + port);
  }

  /** Whether it says that it has started. */
  public boolean isUp() {
    HttpRequest request =
        HttpRequest.newBuilder(address().resolve("/q/health/started")).timeout(PATIENCE).build();
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Whether it has ended, by itself or not. */
  public boolean hasEnded() {
    return !process.isAlive();
  }

  /** Why it ended, in words: the exit code and the end of its log. */
  public String obituary() {
    return name
        + " ended with exit code "
        + process.exitValue()
        + "; the end of "
        + log
        + ":\n"
        + String.join("\n", logTail());
  }

  /** Asks it to end, without waiting. */
  public void terminate() {
    process.destroy();
  }

  /** Waits for its end, and makes it end when it takes longer than that. */
  public void awaitEnd(long seconds) {
    try {
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private List<String> logTail() {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
      return lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size());
    } catch (IOException e) {
      return List.of("no log: " + e);
    }
  }
}
