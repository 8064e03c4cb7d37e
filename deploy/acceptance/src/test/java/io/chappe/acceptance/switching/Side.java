package io.chappe.acceptance.switching;

/** Where the application runs. */
enum Side {
  HOME,
  AWAY;

  Side other() {
    return this == HOME ? AWAY : HOME;
  }
}
