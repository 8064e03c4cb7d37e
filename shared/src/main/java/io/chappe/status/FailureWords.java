package io.chappe.status;

import io.chappe.failure.Failure;

/**
 * A failure as a status tells it. In words, since a newer version may know reasons that this one
 * doesn't.
 *
 * @param reason the word of its reason
 * @param message what happened
 * @param remedy what to do about it
 */
public record FailureWords(String reason, String message, String remedy) {
  /** What is told of a failure. */
  public static FailureWords of(Failure failure) {
    return new FailureWords(failure.reason().word(), failure.message(), failure.remedy());
  }
}
