/** The data that is copied, and what is found in a copy of it. */
package io.chappe.benchmark.load;
