package io.chappe.demo.process;

import java.io.IOException;

/**
 * Ends the process it runs in when the process that started it is gone, however that ended: an
 * agent for the services that the demo starts, so that even a killed demo leaves none behind. The
 * standard input is a pipe from the parent that never carries anything; its end is the sign.
 */
public final class ParentWatch {
  private static final int PARENT_GONE = 3;

  private ParentWatch() {}

  /** Called by the JVM before the service's own main. */
  public static void premain(String arguments) {
    Thread watch = new Thread(ParentWatch::haltAtEndOfInput, "parent-watch");
    watch.setDaemon(true);
    watch.start();
  }

  private static void haltAtEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        continue;
      }
    } catch (IOException e) {
      System.err.println("reading from the parent failed, taken as its end: " + e);
    }
    Runtime.getRuntime().halt(PARENT_GONE);
  }
}
