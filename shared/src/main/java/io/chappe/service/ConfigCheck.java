package io.chappe.service;

import io.chappe.config.ChappeConfig;

/**
 * What a service must know of a configuration beyond what all services check. A service that needs
 * one has one bean of this type.
 */
public interface ConfigCheck {

  /**
   * Looks at a configuration that is about to be applied.
   *
   * @throws io.chappe.config.ConfigurationException if the service can't work with it
   */
  void check(ChappeConfig config);
}
