/**
 * What may be written: {@link io.chappe.config.keys.ChappeKeys} lists every key with its type,
 * default, meaning and effect, {@link io.chappe.config.keys.ClientKeys} knows those of Kafka's
 * clients.
 */
package io.chappe.config.keys;
