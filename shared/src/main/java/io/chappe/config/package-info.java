/**
 * The configuration as the services use it: validated, resolved, immutable. {@link
 * io.chappe.config.ChappeConfig} has one {@link io.chappe.config.FlowConfig} for each flow. {@code
 * keys} defines what may be written, {@code loading} makes the configuration of it, {@code live}
 * changes it while the services run.
 */
package io.chappe.config;
