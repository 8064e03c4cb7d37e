package io.chappe.demo.view;

/** How a piece of text looks; each by its ECMA-48 code. */
enum Style {
  HEADING("1"),
  FAINT("2"),
  GOOD("32"),
  DOUBTFUL("33"),
  BAD("31;1");

  private final String code;

  Style(String code) {
    this.code = code;
  }

  String apply(String text) {
    return "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}
