package io.chappe.acceptance;

import io.chappe.testing.FreePorts;
import io.chappe.testing.Signals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A service running as a process of its own, as a user would run it. It ends with this JVM, however
 * this JVM ends.
 */
public final class ServiceProcess implements AutoCloseable {
  private static final Duration HTTP_LIMIT = Duration.ofSeconds(5);
  private static final int OUTPUT_TAIL_LINES = 80;

  private final Service service;
  private final int port;
  private final Path output;
  private final Process process;
  private final Process guard;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(HTTP_LIMIT)
          .build();

  private ServiceProcess(Service service, int port, Path output, Process process, Process guard) {
    this.service = service;
    this.port = port;
    this.output = output;
    this.process = process;
    this.guard = guard;
  }

  /** Starts the service on a free port and waits until it is ready. */
  public static ServiceProcess startReady(Service service, Path configuration) {
    return startReady(service, configuration, service.command());
  }

  /** The same with another command. */
  public static ServiceProcess startReady(
      Service service, Path configuration, List<String> command) {
    ServiceProcess started = start(service, configuration, FreePorts.find(1).getFirst(), command);
    try {
      started.awaitReady();
      return started;
    } catch (RuntimeException | Error e) {
      started.close();
      throw e;
    }
  }

  /**
   * Starts the service and returns at once.
   *
   * @param configuration the file for {@code CHAPPE_CONFIG}; the output goes into its folder
   * @param port for HTTP
   */
  public static ServiceProcess start(Service service, Path configuration, int port) {
    return start(service, configuration, port, service.command());
  }

  /** The same with another command. */
  public static ServiceProcess start(
      Service service, Path configuration, int port, List<String> command) {
    try {
      Path output = configuration.resolveSibling(service.module() + "-" + port + ".log");
      ProcessBuilder builder = new ProcessBuilder(command);
      Map<String, String> environment = builder.environment();
      environment.put("CHAPPE_CONFIG", configuration.toString());
      environment.put("CHAPPE_CONFIG_OVERRIDES", Canary.LOGIN);
      environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
      environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
      builder.redirectErrorStream(true).redirectOutput(output.toFile());
      Process process = builder.start();
      return new ServiceProcess(service, port, output, process, guard(process));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the readiness check is UP. */
  public void awaitReady() {
    try {
      Awaitility.await(service.module() + " to be ready")
          .atMost(Patience.LIMIT)
          .pollInterval(Duration.ofMillis(100))
          .failFast("it ended", () -> !process.isAlive())
          .until(() -> status("/q/health/ready") == 200);
    } catch (ConditionTimeoutException | org.awaitility.core.TerminalFailureException e) {
      throw new AssertionError(service.module() + " did not get ready:\n" + outputTail(), e);
    }
  }

  /**
   * The answer of the service, whatever its status.
   *
   * @param body JSON to post; empty to get
   */
  public HttpResponse<String> ask(String path, Optional<String> body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(HTTP_LIMIT);
    body.ifPresent(
        json ->
            request
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    try {
      return send(request.build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The body of a page of the service. */
  public String get(String path) {
    try {
      return send(path).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the process hasn't ended. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** The port of its HTTP endpoints, on the loopback address. */
  public int port() {
    return port;
  }

  /** The id of the process. */
  public long pid() {
    return process.pid();
  }

  /** Asks the service to end, as an operator or an orchestrator does. */
  public void sigterm() {
    process.destroy();
  }

  /** Ends the service on the spot. */
  public void kill9() {
    process.destroyForcibly();
  }

  /** Freezes the service. */
  public void sigstop() {
    Signals.stop(process);
  }

  /** Lets a frozen service run again. */
  public void sigcont() {
    Signals.resume(process);
  }

  /** Waits for the end and returns the exit code. */
  public int awaitExit(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(
            service.module() + " runs on after " + limit + ":\n" + outputTail());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** All that the service has written so far. */
  public List<String> output() {
    try {
      return Files.readAllLines(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where that stands, also after the end. */
  public Path outputFile() {
    return output;
  }

  /** The last lines of the output, for the message of a failure. */
  public String outputTail() {
    List<String> lines = output();
    int from = Math.max(0, lines.size() - OUTPUT_TAIL_LINES);
    return "--- " + output + "\n" + String.join("\n", lines.subList(from, lines.size()));
  }

  /** Ends the service if it still runs. Fails if it has printed a secret. */
  @Override
  public void close() {
    guard.destroy();
    process.destroyForcibly();
    awaitExit(Duration.ofSeconds(10));
    Canary.assertNotIn(output);
  }

  private int status(String path) {
    try {
      return send(path).statusCode();
    } catch (ConnectException | HttpConnectTimeoutException notYetListening) {
      return 0;
    } catch (HttpTimeoutException busy) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpResponse<String> send(String path) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return send(HttpRequest.newBuilder(uri).timeout(HTTP_LIMIT).build());
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /**
   * A shell that waits for the end of its input, which comes when this JVM is gone, and then kills
   * the service. Unlike a shutdown hook it works when this JVM is killed.
   */
  public static Process guard(Process process) throws IOException {
    String pid = Long.toString(process.pid());
    return new ProcessBuilder("sh", "-c", "read -r nothing; kill -9 \"$0\"", pid)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
