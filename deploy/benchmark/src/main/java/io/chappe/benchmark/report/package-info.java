/** Tables and a chart of many runs. */
package io.chappe.benchmark.report;
