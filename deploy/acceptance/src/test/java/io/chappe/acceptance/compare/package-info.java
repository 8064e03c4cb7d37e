/** MM2 and Chappe at the same work: {@link io.chappe.acceptance.compare.CheckpointComparisonIT}. */
package io.chappe.acceptance.compare;
