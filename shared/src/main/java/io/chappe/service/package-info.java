/**
 * What the three services have in common at their edge: how one is started and stopped, where its
 * configuration comes from, and what it tells its health checks.
 *
 * <p>A service module adds one bean that implements {@link io.chappe.service.FlowService}; {@link
 * io.chappe.service.ServiceLifecycle} does the rest. Only this package knows Quarkus.
 */
package io.chappe.service;
