/** Clusters of the oldest and the newest releases of Kafka that Chappe copies from and to. */
package io.chappe.acceptance.versions;
