/**
 * What keeps the services' threads going and ends them in order: {@link
 * io.chappe.loop.ServiceLoop}, which nothing but its close ends, and {@link io.chappe.loop.Closes},
 * which skips nothing.
 */
package io.chappe.loop;
