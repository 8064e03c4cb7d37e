package io.chappe.config;

/** What to do where the source has deleted records before they were copied. */
public enum SourceLoss {
  /** Go on at the log's start, and publish which offsets are missing on the target. */
  CONTINUE,
  /** Stop that partition until somebody decides; others go on. */
  HALT
}
