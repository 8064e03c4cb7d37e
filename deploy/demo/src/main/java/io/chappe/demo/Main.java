package io.chappe.demo;

import java.nio.file.Path;
import java.util.List;

/**
 * Two Kafka clusters and the three services, all on this machine, with data flowing both ways:
 * {@code deploy/demo/run} is the way to start it.
 */
public final class Main {
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private Main() {}

  /** See {@link Options#USAGE}. The property {@code chappe.project} is the top of the sources. */
  public static void main(String[] arguments) {
    if (List.of(arguments).contains("--help")) {
      System.out.print(Options.USAGE);
      return;
    }
    try {
      if (arguments.length > 1 && arguments[0].equals("watch")) {
        Watch.run(List.of(arguments).subList(1, arguments.length));
        return;
      }
      Options options = Options.parse(List.of(arguments));
      run(options, Workspace.create(Path.of(System.getProperty("chappe.project", "."))));
    } catch (IllegalArgumentException e) {
      System.err.println("demo: " + e.getMessage() + "\n\n" + Options.USAGE);
      System.exit(MISUSED);
    } catch (DemoFailure e) {
      System.err.println("\ndemo: " + e.getMessage());
      System.exit(FAILED);
    }
    System.exit(0);
  }

  private static void run(Options options, Workspace workspace) {
    logTo(workspace.log("demo"));
    Demo demo = new Demo(options, workspace, System.out);
    // Ctrl-C and SIGTERM come in here; an orderly end has closed the demo before.
    Runtime.getRuntime().addShutdownHook(new Thread(demo::close, "shutdown"));
    demo.run();
  }

  /** The clients in this process must not write on the screen. */
  private static void logTo(Path log) {
    System.setProperty("org.slf4j.simpleLogger.logFile", log.toString());
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
    System.setProperty("org.slf4j.simpleLogger.showDateTime", "true");
    System.setProperty("org.slf4j.simpleLogger.dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
  }
}
