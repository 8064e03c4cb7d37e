package io.chappe.demo.view;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The terminal this process was started in. Frames go to its alternate screen, each in one write,
 * so what was there before comes back when the view is closed.
 */
final class Terminal implements AutoCloseable {
  private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l";
  private static final String LEAVE = "\u001b[?7h\u001b[?25h\u001b[?1049l";
  // Terminals that know "synchronized output" show a frame at once; others ignore it.
  private static final String BEGIN_FRAME = "\u001b[?2026h\u001b[H";
  private static final String END_FRAME = "\u001b[?2026l";
  private static final String NEXT_LINE = "\r\n";
  // Before its text: after a line that fills the screen the cursor still stands on its last column.
  private static final String CLEAR_LINE = "\u001b[K";

  private final OutputStream out = new FileOutputStream(FileDescriptor.out);
  private boolean entered;

  /**
   * Whether a view that refreshes in place makes sense, by the environment and by what stdout is.
   */
  static boolean isInteractive() {
    String kind = System.getenv().getOrDefault("TERM", "dumb");
    return !kind.equals("dumb")
        && System.getenv("NO_COLOR") == null
        && succeeds(new ProcessBuilder("test", "-t", "1").inheritIO());
  }

  /** The size now; asked anew each time, because a window may be resized. */
  ScreenSize size() {
    try {
      Process stty =
          new ProcessBuilder("sh", "-c", "stty size </dev/tty")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String[] words =
          new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
              .trim()
              .split(" ");
      int rows = words.length == 2 ? Integer.parseInt(words[0]) : 0;
      return rows == 0 ? ScreenSize.USUAL : new ScreenSize(Integer.parseInt(words[1]), rows);
    } catch (IOException | NumberFormatException noTerminal) {
      return ScreenSize.USUAL;
    }
  }

  /**
   * Shows the lines in place of the last frame.
   *
   * @param rows of the screen; those without a line are cleared
   */
  synchronized void show(List<String> lines, int rows) {
    StringBuilder frame = new StringBuilder();
    if (!entered) {
      frame.append(ENTER);
      entered = true;
    }
    frame.append(BEGIN_FRAME);
    for (int row = 0; row < Math.max(rows, lines.size()); row++) {
      frame.append(row == 0 ? CLEAR_LINE : NEXT_LINE + CLEAR_LINE);
      frame.append(row < lines.size() ? lines.get(row) : "");
    }
    frame.append(END_FRAME);
    write(frame.toString());
  }

  /** Brings back the cursor and what was on the screen before. */
  @Override
  public synchronized void close() {
    if (entered) {
      entered = false;
      write(LEAVE);
    }
  }

  private void write(String text) {
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the terminal is gone", e);
    }
  }

  private static boolean succeeds(ProcessBuilder command) {
    try {
      Process process = command.start();
      return process.waitFor(2, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
