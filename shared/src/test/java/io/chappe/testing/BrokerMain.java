package io.chappe.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * The main class of a broker in a child process: formats the log directory if it is new, then runs
 * Kafka's own main. Its standard input is a pipe from the parent that never carries anything: it
 * ends when the parent is gone, however the parent died, and then the broker ends too.
 */
public final class BrokerMain {
  private static final Logger ROOT_LOGGER = Logger.getLogger("");

  private BrokerMain() {}

  /** Arguments: the properties file, the cluster id. */
  public static void main(String[] arguments) {
    Thread watchdog = new Thread(BrokerMain::haltAtEndOfInput, "parent-watchdog");
    watchdog.setDaemon(true);
    watchdog.start();
    logToStandardError();
    format(arguments[0], arguments[1]);
    kafka.Kafka.main(new String[] {arguments[0]});
  }

  /** Quarkus' log manager, which tests have on their class path, writes nothing by itself. */
  private static void logToStandardError() {
    ROOT_LOGGER.setLevel(Level.INFO);
    Stream.of(ROOT_LOGGER.getHandlers()).forEach(ROOT_LOGGER::removeHandler);
    ROOT_LOGGER.addHandler(new ConsoleHandler());
  }

  /** Makes the log directory usable for a broker; leaves one alone that already is. */
  static void format(String propertiesFile, String clusterId) {
    String[] arguments = {"format", "-t", clusterId, "-c", propertiesFile, "--ignore-formatted"};
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    int exitCode = kafka.tools.StorageTool.execute(arguments, new PrintStream(output));
    if (exitCode != 0) {
      throw new IllegalStateException("formatting for " + propertiesFile + " failed: " + output);
    }
  }

  private static void haltAtEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        continue;
      }
    } catch (IOException e) {
      System.err.println("reading from the parent failed, taken as its end: " + e);
    }
    Runtime.getRuntime().halt(1);
  }
}
