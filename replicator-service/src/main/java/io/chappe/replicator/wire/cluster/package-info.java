/** One cluster's brokers: connections, metadata, leaders, coordinators, and what errors mean. */
package io.chappe.replicator.wire.cluster;
