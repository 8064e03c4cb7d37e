package io.chappe.config.loading;

import io.chappe.config.keys.Secrets;

/**
 * One line of the file.
 *
 * @param key the key as written, with its prefixes
 * @param written the value as written
 * @param value the value after config providers filled it in
 */
record Setting(String key, String written, String value) {

  /**
   * Key and value for a message. The value is the written one: what a config provider puts in may
   * be secret.
   */
  String shown() {
    return key + "=" + Secrets.shown(key, written);
  }

  /** Whether a config provider filled in a part of the value, which is never shown then. */
  boolean isProvided() {
    return !written.equals(value);
  }
}
