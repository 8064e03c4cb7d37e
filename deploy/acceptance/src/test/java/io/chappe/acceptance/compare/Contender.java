package io.chappe.acceptance.compare;

/** Who copies the source, each under an alias of the source of its own. */
enum Contender {
  /** MM2 as it comes. */
  MM2_DEFAULTS("defaults", "MM2, defaults"),
  /** MM2 with Chappe's intervals. */
  MM2_TUNED("tuned", "MM2, all intervals 5 s"),
  /** Chappe as it comes. */
  CHAPPE("chappe", "Chappe, defaults");

  private final String alias;
  private final String title;

  Contender(String alias, String title) {
    this.alias = alias;
    this.title = title;
  }

  String alias() {
    return alias;
  }

  String title() {
    return title;
  }

  String copyOf(String topic) {
    return alias + "." + topic;
  }

  String checkpointsTopic() {
    return alias + ".checkpoints.internal";
  }
}
