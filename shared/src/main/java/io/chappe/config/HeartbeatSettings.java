package io.chappe.config;

import java.time.Duration;

/**
 * How a flow emits heartbeats.
 *
 * @param emit whether heartbeats are emitted
 * @param emitInterval time between two heartbeats
 * @param replicationFactor replication factor of the heartbeats topic
 */
public record HeartbeatSettings(boolean emit, Duration emitInterval, short replicationFactor) {}
