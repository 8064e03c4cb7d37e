/**
 * The topics of one flow: finds source topics, creates and grows their remote topics, and keeps the
 * configurations of the remote topics in line.
 *
 * <p>{@link io.chappe.replicator.topics.FlowTopics} is the way in. Everything is done on its one
 * thread; what others see are immutable snapshots. Each topic stands for itself: one that can't be
 * described, created or configured is an entry in {@code errors()} and delays no other.
 */
package io.chappe.replicator.topics;
