package io.chappe.acceptance.mirror;

import java.util.Map;
import org.apache.kafka.connect.mirror.IdentityReplicationPolicy;

/** The settings in which MM2 runs all its scenarios, and so do we. */
enum Variant {
  PLAIN("primary", "backup"),
  /** Producers on the source use transactions, so that there are gaps between the offsets. */
  TRANSACTIONAL("primary", "backup"),
  /** Remote topics have the names of their sources; one way only. */
  IDENTITY("identity-primary", "identity-backup"),
  /** TLS, SASL PLAIN and an authorizer on both clusters. */
  SECURED("secured-primary", "secured-backup");

  private final String primary;
  private final String backup;

  Variant(String primary, String backup) {
    this.primary = primary;
    this.backup = backup;
  }

  /** Alias of the cluster that MM2's tests call primary. */
  String primary() {
    return primary;
  }

  /** Alias of the other cluster. */
  String backup() {
    return backup;
  }

  boolean isBothWays() {
    return this != IDENTITY;
  }

  /** What MM2's client library has to know to read this variant's topics. */
  Map<String, Object> clientSettings() {
    return this == IDENTITY
        ? Map.of("replication.policy.class", IdentityReplicationPolicy.class.getName())
        : Map.of();
  }
}
