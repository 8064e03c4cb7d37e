/**
 * Measures Chappe side by side with MirrorMaker 2, a plain consumer-producer loop, and what the
 * brokers can do at most: the same data, one contender after the other, round by round.
 */
package io.chappe.benchmark;
