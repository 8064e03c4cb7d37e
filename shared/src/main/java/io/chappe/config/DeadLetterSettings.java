package io.chappe.config;

/**
 * Where records go that can't be copied.
 *
 * @param topic name of the topic, on the target
 * @param replicationFactor of the topic if it has to be created; -1 for the brokers' default
 * @param contextHeaders whether they get headers that tell where they come from and what is wrong
 *     with them
 */
public record DeadLetterSettings(String topic, short replicationFactor, boolean contextHeaders) {}
