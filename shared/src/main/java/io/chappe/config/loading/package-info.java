/**
 * The way from lines to a configuration: {@link io.chappe.config.loading.ConfigLoader} reads them,
 * has them checked and makes the flows. What is wrong is collected, so that all of it is told at
 * once.
 */
package io.chappe.config.loading;
