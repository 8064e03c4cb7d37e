/**
 * All of Chappe as one sees it from outside: what every instance publishes, what was changed last,
 * where consumer groups stand. Plain Java; {@link io.chappe.heartbeat.view.Overview} is the whole.
 */
package io.chappe.heartbeat.view;
