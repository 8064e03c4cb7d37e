/**
 * Fetches from the source's brokers: {@link io.chappe.replicator.wire.fetch.FetchLoop} is the one
 * thread.
 */
package io.chappe.replicator.wire.fetch;
