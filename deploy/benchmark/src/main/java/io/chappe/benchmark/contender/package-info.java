/** Programs that copy a topic, each run as a process of its own. */
package io.chappe.benchmark.contender;
