package io.chappe.failure;

/** An exception of ours that knows its reason. */
public interface Reasoned {
  /** Which of the known failures it is. */
  Reason reason();
}
