package io.chappe.service;

import io.chappe.config.ConfigurationException;
import io.chappe.config.OneLine;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.PrintStream;

/**
 * The main class of every service. It is Quarkus' own start but for what is said when that fails: a
 * configuration problem or a port in use is the operator's to mend, and gets one line on standard
 * error for each problem; only a bug gets a stack trace.
 */
@QuarkusMain
public final class Main {
  private Main() {}

  /**
   * Runs until SIGTERM.
   *
   * @param arguments see {@link ServiceArguments}
   */
  public static void main(String... arguments) {
    Thread.setDefaultUncaughtExceptionHandler(new FatalErrors(Runtime.getRuntime()::halt));
    Quarkus.run(null, Main::exit, arguments);
  }

  private static void exit(int code, Throwable failure) {
    if (failure != null) {
      explain(failure, System.err);
    }
    System.exit(code);
  }

  static void explain(Throwable failure, PrintStream output) {
    Throwable cause = failure;
    while (cause.getCause() != null && !isExpected(cause)) {
      cause = cause.getCause();
    }
    switch (cause) {
      case ConfigurationException configuration ->
          configuration.problems().stream()
              .map(problem -> OneLine.of(problem, OneLine.OF_LOG))
              .forEach(output::println);
      case QuarkusBindException bind ->
          output.println(
              "The HTTP port is in use by another process: set QUARKUS_HTTP_PORT to a free one.");
      default -> failure.printStackTrace(output);
    }
  }

  private static boolean isExpected(Throwable failure) {
    return failure instanceof ConfigurationException || failure instanceof QuarkusBindException;
  }
}
