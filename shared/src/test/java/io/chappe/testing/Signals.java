package io.chappe.testing;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Sends Unix signals for which {@link Process} has no method. */
public final class Signals {
  private Signals() {}

  /** Freezes the process: it neither runs nor closes its connections. */
  public static void stop(Process process) {
    send("STOP", process);
  }

  /** Lets a frozen process run again. */
  public static void resume(Process process) {
    send("CONT", process);
  }

  private static void send(String signal, Process process) {
    try {
      int exitCode =
          new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
              .inheritIO()
              .start()
              .waitFor();
      if (exitCode != 0) {
        throw new IllegalStateException(
            "kill -" + signal + " " + process.pid() + " exited with " + exitCode);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while sending " + signal, e);
    }
  }
}
