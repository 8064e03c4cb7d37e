package io.chappe.acceptance.switching;

import io.chappe.testing.ReceivedRecord;

/**
 * A numbered record in a log.
 *
 * @param number its number in its source partition, rising also where the topic is created again
 * @param offset where it is in the log
 */
record Logged(long number, long offset) {
  static Logged of(ReceivedRecord received) {
    return new Logged(number(received.value()), received.offset());
  }

  /** The number in a record's value. */
  static long number(String value) {
    return Long.parseLong(value.substring(value.lastIndexOf('#') + 1));
  }
}
