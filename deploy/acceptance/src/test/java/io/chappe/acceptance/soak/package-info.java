/**
 * What grows while topics come and go for half an hour: {@link io.chappe.acceptance.soak.SoakIT}.
 */
package io.chappe.acceptance.soak;
