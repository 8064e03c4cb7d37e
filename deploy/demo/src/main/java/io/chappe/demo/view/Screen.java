package io.chappe.demo.view;

import io.chappe.demo.view.Snapshot.FlowRow;
import io.chappe.demo.view.Snapshot.ServiceRow;
import io.chappe.demo.view.Snapshot.TopicRow;
import io.chappe.demo.view.Snapshot.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Lays a snapshot out as the lines of a screen. */
final class Screen {
  private static final int NAME = 28;
  private static final int RATE = 10;
  private static final int BYTES = 12;
  private static final int LAG = 8;
  private static final int LATENCY = 10;
  private static final int FEWEST_TOPICS = 3;

  private final ScreenSize size;
  private final boolean coloured;

  /** {@code coloured}: whether lines carry codes for colours. */
  Screen(ScreenSize size, boolean coloured) {
    this.size = size;
    this.coloured = coloured;
  }

  /**
   * The lines, at most as many as the screen has rows, none wider than the screen.
   *
   * @param title at the top left
   * @param remark at the top right
   * @param hints at the bottom, as many as there is room for
   */
  List<String> lines(Snapshot snapshot, String title, String remark, List<String> hints) {
    List<String> top = new ArrayList<>();
    top.add(line().text(title, Style.HEADING).toRightEdge(remark, Style.FAINT).finish());
    addFlows(top, snapshot.flows());
    List<String> bottom = new ArrayList<>();
    addServices(bottom, snapshot.services());
    addProblems(bottom, snapshot.problems());
    int room = size.rows() - top.size() - bottom.size() - 1;
    int topics = Math.min(snapshot.topics().size(), Math.max(FEWEST_TOPICS, room - 1));
    addTopics(top, snapshot.topics(), topics);
    top.addAll(bottom);
    addHints(top, hints);
    return top.subList(0, Math.min(top.size(), size.rows()));
  }

  private void addFlows(List<String> lines, List<FlowRow> flows) {
    lines.add(heading("FLOW", "STATE"));
    for (FlowRow row : flows) {
      Line line = line().left(row.flow().toString(), NAME - 11);
      line.left(row.state().isEmpty() ? "-" : lower(row.state()), 11, styleOf(row.state()));
      lines.add(add(line, row.traffic()).finish());
      lines.add(line().text("  " + details(row), Style.FAINT).finish());
    }
    if (flows.isEmpty()) {
      lines.add(line().text("no service tells of a flow yet", Style.DOUBTFUL).finish());
    }
  }

  private static String details(FlowRow row) {
    String partitions =
        row.partitions().isEmpty()
            ? "-"
            : row.partitions().entrySet().stream()
                .map(entry -> entry.getValue() + " " + lower(entry.getKey()))
                .collect(Collectors.joining(", "));
    return "partitions: "
        + partitions
        + "  heartbeat: "
        + ago(row.heartbeatAge())
        + "  checkpoints: "
        + Units.count(row.groups())
        + " groups, "
        + ago(row.checkpointAge());
  }

  private void addTopics(List<String> lines, List<TopicRow> topics, int shown) {
    lines.add(heading("TOPIC", "FLOW"));
    boolean allShown = shown == topics.size();
    for (TopicRow row : topics.subList(0, allShown ? shown : Math.max(0, shown - 1))) {
      Line line = line().left(row.topic(), NAME - 11).left(row.flow().toString(), 11);
      lines.add(add(line, row.traffic()).finish());
    }
    if (!allShown) {
      lines.add(line().text("and " + (topics.size() - shown + 1) + " more", Style.FAINT).finish());
    }
  }

  private void addServices(List<String> lines, List<ServiceRow> services) {
    Line heading = line().left("SERVICE", 19, Style.HEADING).left("HEALTH", 10, Style.HEADING);
    heading.text("    PID    MEMORY  CPU      UPTIME  ADDRESS", Style.HEADING);
    lines.add(heading.finish());
    for (ServiceRow row : services) {
      long pid = row.endpoint().pid();
      Line line = line().left(row.endpoint().name(), 19);
      line.left(row.health(), 10, row.health().equals("UP") ? Style.GOOD : Style.BAD);
      line.right(pid == 0 ? "-" : Long.toString(pid), 7).right(Units.bytes(row.memory()), 10);
      line.right(Units.percent(row.processorShare()), 6).right(Units.age(row.uptime()), 11);
      lines.add(line.text("  " + row.endpoint().address().getAuthority()).finish());
    }
  }

  private void addProblems(List<String> lines, List<String> problems) {
    if (problems.isEmpty()) {
      lines.add(line().left("PROBLEMS", 10, Style.HEADING).text("none", Style.GOOD).finish());
      return;
    }
    lines.add(line().text("PROBLEMS", Style.HEADING).finish());
    problems.stream()
        .limit(3)
        .forEach(problem -> lines.add(line().text(problem, Style.BAD).finish()));
  }

  private void addHints(List<String> lines, List<String> hints) {
    int room = size.rows() - lines.size();
    if (room > hints.size()) {
      lines.add("");
    }
    hints.stream().limit(Math.max(0, room)).forEach(h -> lines.add(line().text(h).finish()));
  }

  private String heading(String first, String second) {
    Line line = line().left(first, NAME - 11, Style.HEADING).left(second, 11, Style.HEADING);
    String rest =
        String.format(
            Locale.ROOT,
            "%" + RATE + "s%" + BYTES + "s%" + LAG + "s%" + LATENCY + "s%" + LATENCY + "s",
            "RECORDS",
            "BYTES",
            "LAG",
            "p50",
            "p99");
    return line.text(rest, Style.HEADING).finish();
  }

  private static Line add(Line line, Traffic traffic) {
    return line.right(Units.rate(traffic.recordsPerSecond()), RATE)
        .right(Units.byteRate(traffic.bytesPerSecond()), BYTES)
        .right(Units.count(traffic.lag()), LAG)
        .right(Units.latency(traffic.latency().quantile(0.5)), LATENCY)
        .right(Units.latency(traffic.latency().quantile(0.99)), LATENCY);
  }

  private static String ago(double seconds) {
    return Double.isNaN(seconds) ? "-" : Units.age(seconds) + " ago";
  }

  private static Style styleOf(String state) {
    return switch (state) {
      case "RUNNING" -> Style.GOOD;
      case "DEGRADED" -> Style.BAD;
      default -> Style.DOUBTFUL;
    };
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private Line line() {
    return new Line(size.columns(), coloured);
  }
}
