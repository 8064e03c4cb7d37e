package io.chappe.demo.view;

import io.chappe.demo.view.Snapshot.FlowRow;
import io.chappe.demo.view.Snapshot.Traffic;
import java.util.ArrayList;
import java.util.List;

/** Writes a snapshot as a few lines that stand for themselves, for logs and pipes. */
final class PlainReport {
  private PlainReport() {}

  /** One line a flow, one a problem. */
  static List<String> lines(Snapshot snapshot) {
    List<String> lines = new ArrayList<>();
    snapshot.flows().forEach(flow -> lines.add(line(flow)));
    snapshot.problems().forEach(problem -> lines.add("problem: " + problem));
    return lines;
  }

  private static String line(FlowRow row) {
    Traffic traffic = row.traffic();
    return String.join(
        " ",
        "flow=" + row.flow(),
        "state=" + (row.state().isEmpty() ? "-" : row.state().toLowerCase(java.util.Locale.ROOT)),
        "records=" + joined(Units.rate(traffic.recordsPerSecond())),
        "bytes=" + joined(Units.byteRate(traffic.bytesPerSecond())),
        "lag=" + joined(Units.count(traffic.lag())),
        "p50=" + joined(Units.latency(traffic.latency().quantile(0.5))),
        "p99=" + joined(Units.latency(traffic.latency().quantile(0.99))),
        "heartbeat_age=" + joined(Units.age(row.heartbeatAge())),
        "groups=" + joined(Units.count(row.groups())),
        "checkpoint_age=" + joined(Units.age(row.checkpointAge())));
  }

  private static String joined(String value) {
    return value.replace(" ", "");
  }
}
