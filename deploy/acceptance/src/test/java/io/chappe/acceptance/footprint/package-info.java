/**
 * What a process of Chappe and one of MM2 cost: {@link io.chappe.acceptance.footprint.FootprintIT}.
 */
package io.chappe.acceptance.footprint;
