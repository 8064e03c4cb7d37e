/** Consumer groups and what they have committed. */
package io.chappe.checkpoint.groups;
