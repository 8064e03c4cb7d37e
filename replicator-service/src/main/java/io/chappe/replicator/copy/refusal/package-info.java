/** What is done about records that the target refuses, or a transformation does. */
package io.chappe.replicator.copy.refusal;
