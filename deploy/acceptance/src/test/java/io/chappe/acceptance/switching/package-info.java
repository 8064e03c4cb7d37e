/**
 * An application that moves between the clusters, over and over: {@link
 * io.chappe.acceptance.switching.SwitchIT}.
 */
package io.chappe.acceptance.switching;
