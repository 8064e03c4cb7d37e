/**
 * Changes of the configuration while the services run: {@link io.chappe.config.live.ConfigSources}
 * says what wins, {@link io.chappe.config.live.ConfigMerge} goes from one configuration to the
 * next.
 */
package io.chappe.config.live;
