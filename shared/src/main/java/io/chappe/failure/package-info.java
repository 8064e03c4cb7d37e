/**
 * The one vocabulary of what goes wrong, for all services: a {@link io.chappe.failure.Failure} has
 * a verdict, a {@link io.chappe.failure.Reason} out of a closed list, a message and a remedy.
 * Metrics, status and logs name a failure by the same word.
 */
package io.chappe.failure;
