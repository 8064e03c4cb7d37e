/** What the brokers can do at most, whoever copies. */
package io.chappe.benchmark.limit;
