/** Keeps properties and access control lists of remote topics as those of their source topics. */
package io.chappe.replicator.topics.properties;
