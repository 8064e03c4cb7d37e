package io.chappe.demo.view;

/**
 * One line of the screen, composed of columns. Widths are counted without what only colours, and
 * nothing goes past the width of the screen.
 */
final class Line {
  private final StringBuilder text = new StringBuilder();
  private final int columns;
  private final boolean coloured;
  private int used;

  /**
   * @param columns width of the screen
   * @param coloured whether styles are applied
   */
  Line(int columns, boolean coloured) {
    this.columns = columns;
    this.coloured = coloured;
  }

  /** Text at the left of a column; cut, with a mark, if it is too long. */
  Line left(String content, int width) {
    return add(pad(content, width, false), null);
  }

  /** Text at the left of a column, with a look. */
  Line left(String content, int width, Style style) {
    return add(pad(content, width, false), style);
  }

  /** Text at the right of a column, and a space before it even if it is too long. */
  Line right(String content, int width) {
    return add(" " + pad(content, width - 1, true), null);
  }

  /** Text as wide as it is. */
  Line text(String content) {
    return add(content, null);
  }

  /** Text as wide as it is, with a look. */
  Line text(String content, Style style) {
    return add(content, style);
  }

  /** Text that ends at the right edge of the screen, if there is room. */
  Line toRightEdge(String content, Style style) {
    int gap = columns - used - content.length();
    return gap < 1 ? this : add(" ".repeat(gap), null).add(content, style);
  }

  /** All of it, without spaces at its end. */
  String finish() {
    return text.toString().stripTrailing();
  }

  private Line add(String content, Style style) {
    String fitting = content.substring(0, Math.min(content.length(), columns - used));
    used += fitting.length();
    text.append(style == null || !coloured || fitting.isBlank() ? fitting : style.apply(fitting));
    return this;
  }

  private static String pad(String content, int width, boolean atRight) {
    if (content.length() > width) {
      return content.substring(0, width - 1) + "~";
    }
    String space = " ".repeat(width - content.length());
    return atRight ? space + content : content + space;
  }
}
