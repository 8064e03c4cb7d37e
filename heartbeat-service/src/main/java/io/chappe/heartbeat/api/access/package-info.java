/** Who may see the page and the API, and who may change something. */
package io.chappe.heartbeat.api.access;
