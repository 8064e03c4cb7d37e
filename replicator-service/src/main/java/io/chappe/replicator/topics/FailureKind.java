package io.chappe.replicator.topics;

/** What failed for a topic. */
public enum FailureKind {
  DISCOVERY("discovery"),
  TOPIC_CREATION("topic-creation"),
  PARTITION_GROWTH("partition-growth"),
  CONFIG_SYNC("config-sync");

  private final String label;

  FailureKind(String label) {
    this.label = label;
  }

  /** For metric labels, status and logs. */
  public String label() {
    return label;
  }
}
