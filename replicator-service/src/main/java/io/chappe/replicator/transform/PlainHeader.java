package io.chappe.replicator.transform;

import org.apache.kafka.common.header.Header;

/** A record's header. Kafka's own class for it is an internal one. */
record PlainHeader(String key, byte[] value) implements Header {}
