/**
 * Offsets of one cluster as offsets of the other: {@link
 * io.chappe.checkpoint.translation.Translator} through the maps that {@link
 * io.chappe.checkpoint.maps.FlowMaps} reads.
 */
package io.chappe.checkpoint.translation;
