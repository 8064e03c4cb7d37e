/** Single runs of one contender. */
package io.chappe.benchmark.run;
