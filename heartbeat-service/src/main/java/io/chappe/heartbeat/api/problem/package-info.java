/** Why something isn't done, as callers are told it. */
package io.chappe.heartbeat.api.problem;
