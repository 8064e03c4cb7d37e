/**
 * How far copies are behind, as a fact of the clusters: from where the source's partitions end,
 * asked for independently of any copying, and from positions that outlive whoever copies. What
 * isn't known is told as unknown and never as nothing; the recovery point goes on ageing meanwhile.
 */
package io.chappe.lag;
