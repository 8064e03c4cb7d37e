package io.chappe.replicator.topics.catalog;

/** What failed for a topic. */
public enum FailureKind {
  DISCOVERY("discovery"),
  TOPIC_CREATION("topic-creation"),
  PARTITION_GROWTH("partition-growth"),
  CONFIG_SYNC("config-sync"),
  ACL_SYNC("acl-sync"),
  TOPIC_DELETION("topic-deletion");

  private final String label;

  FailureKind(String label) {
    this.label = label;
  }

  /** For metric labels, status and logs. */
  public String label() {
    return label;
  }
}
