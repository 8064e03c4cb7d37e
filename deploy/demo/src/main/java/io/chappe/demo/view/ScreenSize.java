package io.chappe.demo.view;

/** Columns and rows of a terminal. */
record ScreenSize(int columns, int rows) {
  static final ScreenSize USUAL = new ScreenSize(80, 24);
}
