/** Kafka's public clients, as all of Chappe wants them outside the data path. */
package io.chappe.clients;
