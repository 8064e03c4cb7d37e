package io.chappe.demo.view;

import java.util.List;
import java.util.Locale;

/** What services publish, at a time of the test's choice. */
final class StubMetrics {
  private static final List<String> FLOWS = List.of("us,eu", "eu,us");

  private StubMetrics() {}

  /** A replicator that has copied for {@code seconds}: 100 orders, 50 payments a second. */
  static String replicator(int seconds) {
    StringBuilder page = new StringBuilder("# HELP chappe_records_total Records copied\n");
    for (String flow : FLOWS) {
      String labels = labels(flow);
      for (String topic : List.of("orders", "payments", "shipments", "heartbeats")) {
        int rate = topic.equals("orders") ? 100 : topic.equals("heartbeats") ? 1 : 50;
        String ofTopic = labels + ",topic=\"" + topic + "\"";
        add(page, "chappe_records_total", ofTopic, rate * seconds);
        add(page, "chappe_bytes_total", ofTopic, 1024.0 * rate * seconds);
        add(page, "chappe_lag_records", ofTopic, topic.equals("orders") ? 3 : 0);
      }
      String buckets = "chappe_replication_latency_seconds_bucket";
      add(page, buckets, labels + ",le=\"0.002\"", 4.0 * seconds);
      add(page, buckets, labels + ",le=\"0.004\"", 9.0 * seconds);
      add(page, buckets, labels + ",le=\"0.032\"", 10.0 * seconds);
      add(page, buckets, labels + ",le=\"+Inf\"", 10.0 * seconds);
      add(page, "chappe_partitions", labels + ",state=\"copying\"", 13);
      add(page, "chappe_partitions", labels + ",state=\"stopped\"", flow.startsWith("us") ? 0 : 1);
    }
    return page + process(seconds);
  }

  /** A checkpoint service with three groups, 1.5 s after its last round. */
  static String checkpoints(int seconds) {
    StringBuilder page = new StringBuilder();
    for (String flow : FLOWS) {
      add(page, "chappe_groups", labels(flow), 3);
      add(page, "chappe_checkpoint_age_seconds", labels(flow), 1.5);
    }
    return page + process(seconds);
  }

  /** A heartbeat service that saw the last one 0.4 s ago. */
  static String heartbeats(int seconds) {
    StringBuilder page = new StringBuilder();
    for (String flow : FLOWS) {
      add(page, "chappe_heartbeat_age_seconds", labels(flow), 0.4);
    }
    return page + process(seconds);
  }

  /** A healthy service. */
  static String up() {
    return health("RUNNING", "");
  }

  /** A service whose flow us->eu has a problem. */
  static String degraded(String error) {
    return health("DEGRADED", ",\"us->eu last error\":\"" + error + "\"");
  }

  private static String health(String state, String more) {
    return "{\"status\":\"UP\",\"checks\":[{\"name\":\"flows\",\"status\":\"UP\",\"data\":{\"us->eu\":\""
        + state
        + "\",\"eu->us\":\"RUNNING\""
        + more
        + "}}]}";
  }

  private static String process(int seconds) {
    return "process_cpu_usage 0.07\nprocess_uptime_seconds " + seconds + ".25\n";
  }

  private static String labels(String flow) {
    String[] ends = flow.split(",");
    return "source=\"" + ends[0] + "\",target=\"" + ends[1] + "\"";
  }

  private static void add(StringBuilder page, String name, String labels, double value) {
    page.append(String.format(Locale.ROOT, "%s{%s} %s%n", name, labels, value));
  }
}
