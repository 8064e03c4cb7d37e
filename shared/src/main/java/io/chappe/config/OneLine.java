package io.chappe.config;

/**
 * Makes a line of text that strangers wrote. Whoever may write to a topic mustn't be able to write
 * lines of their own into a log, or to turn round what stands in one.
 */
public final class OneLine {
  /** A line of a log at most. */
  public static final int OF_LOG = 2_000;

  /** A problem, a reason or a key at most. */
  public static final int OF_MESSAGE = 600;

  private static final char INSTEAD = '?';

  private OneLine() {}

  /** The text with a question mark for each character that isn't one to be seen. */
  public static String of(String text) {
    if (isPlain(text)) {
      return text;
    }
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints().forEach(each -> line.appendCodePoint(isVisible(each) ? each : INSTEAD));
    return line.toString();
  }

  /** The same, with dots for what is beyond {@code longest} characters. */
  public static String of(String text, int longest) {
    return of(text.length() <= longest ? text : text.substring(0, longest) + "...");
  }

  /** Whether every character of a text is one to be seen, or a space. */
  public static boolean isPlain(String text) {
    return text.codePoints().allMatch(OneLine::isVisible);
  }

  private static boolean isVisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
