package io.chappe.demo.view;

import io.chappe.demo.view.Snapshot.FlowRow;
import io.chappe.demo.view.Snapshot.ServiceRow;
import io.chappe.demo.view.Snapshot.TopicRow;
import io.chappe.demo.view.Snapshot.Traffic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Lays a snapshot out as the lines of a screen. */
final class Screen {
  private static final int NAME = 17;
  private static final int STATE = 11;
  private static final int RATE = 10;
  private static final int BYTES = 12;
  private static final int LAG = 8;
  private static final int P50 = 12;
  private static final int P99 = 10;
  private static final int FEWEST_TOPICS = 3;
  private static final int FEWEST_HINTS = 1;
  private static final int MOST_PROBLEMS = 3;

  private static final Comparator<TopicRow> BY_NAME =
      Comparator.comparing(TopicRow::topic).thenComparing(row -> row.flow().toString());

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
    List<String> flows = flows(snapshot.flows());
    List<String> services = services(snapshot.services());
    List<String> problems = problems(snapshot.problems());
    int room = size.rows() - 1 - flows.size() - services.size() - problems.size();
    List<String> topics = topics(snapshot.topics(), Math.max(FEWEST_TOPICS, room - FEWEST_HINTS));
    room -= topics.size();
    boolean airy = room > hints.size() + 4;
    List<String> lines = new ArrayList<>();
    lines.add(line().text(title, Style.HEADING).toRightEdge(remark, Style.FAINT).finish());
    for (List<String> section : List.of(flows, topics, services, problems, hints(hints))) {
      if (airy) {
        lines.add("");
      }
      lines.addAll(section);
    }
    return lines.subList(0, Math.min(lines.size(), size.rows()));
  }

  private List<String> flows(List<FlowRow> flows) {
    List<String> lines = new ArrayList<>();
    Line heading = heading("FLOW", "STATE");
    heading.text(
        String.format(Locale.ROOT, "%" + P50 + "s%" + P99 + "s", "LATENCY p50", "p99"),
        Style.HEADING);
    lines.add(heading.finish());
    for (FlowRow row : flows) {
      Line line = line().left(row.flow().toString(), NAME);
      line.left(row.state().isEmpty() ? "-" : lower(row.state()), STATE, styleOf(row.state()));
      lines.add(addLatency(add(line, row.traffic()), row.traffic()).finish());
      lines.add(line().text("  " + details(row), Style.FAINT).finish());
    }
    if (flows.isEmpty()) {
      lines.add(line().text("no service tells of a flow yet", Style.DOUBTFUL).finish());
    }
    return lines;
  }

  private static String details(FlowRow row) {
    String groups = Double.isNaN(row.groups()) ? "" : " (" + Units.count(row.groups()) + " groups)";
    return String.join(
        "  ",
        "heartbeat " + ago(row.heartbeatAge()),
        "checkpoints " + ago(row.checkpointAge()) + groups,
        partitions(row.partitions()));
  }

  private static String partitions(SortedMap<String, Integer> countByState) {
    return countByState.size() == 1
        ? countByState.firstEntry().getValue() + " partitions " + lower(countByState.firstKey())
        : countByState.entrySet().stream()
            .map(entry -> entry.getValue() + " " + lower(entry.getKey()))
            .collect(Collectors.joining(", "));
  }

  /** As many lines as there are, or as are allowed; at least three. */
  private List<String> topics(List<TopicRow> topics, int most) {
    List<String> lines = new ArrayList<>();
    lines.add(heading("TOPIC", "FLOW").finish());
    int shown = topics.size() < most ? topics.size() : most - 2;
    // The busiest are shown, but in an order in which rows keep their places.
    for (TopicRow row : topics.subList(0, shown).stream().sorted(BY_NAME).toList()) {
      Line line = line().left(row.topic(), NAME).left(row.flow().toString(), STATE);
      lines.add(add(line, row.traffic()).finish());
    }
    if (shown < topics.size()) {
      lines.add(line().text("and " + (topics.size() - shown) + " more", Style.FAINT).finish());
    }
    return lines;
  }

  private List<String> services(List<ServiceRow> services) {
    List<String> lines = new ArrayList<>();
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
    return lines;
  }

  private List<String> problems(List<String> problems) {
    if (problems.isEmpty()) {
      Line none = line().left("PROBLEMS", 10, Style.HEADING).text("none", Style.GOOD);
      return List.of(none.finish());
    }
    List<String> lines = new ArrayList<>();
    lines.add(line().text("PROBLEMS", Style.HEADING).finish());
    problems.stream()
        .limit(MOST_PROBLEMS)
        .forEach(problem -> lines.add(line().text(problem, Style.BAD).finish()));
    return lines;
  }

  private List<String> hints(List<String> hints) {
    return hints.stream().map(hint -> line().text(hint).finish()).toList();
  }

  private Line heading(String first, String second) {
    Line line = line().left(first, NAME, Style.HEADING).left(second, STATE, Style.HEADING);
    String rest =
        String.format(
            Locale.ROOT, "%" + RATE + "s%" + BYTES + "s%" + LAG + "s", "RECORDS", "BYTES", "LAG");
    return line.text(rest, Style.HEADING);
  }

  private static Line add(Line line, Traffic traffic) {
    return line.right(Units.rate(traffic.recordsPerSecond()), RATE)
        .right(Units.byteRate(traffic.bytesPerSecond()), BYTES)
        .right(Units.count(traffic.lag()), LAG);
  }

  private static Line addLatency(Line line, Traffic traffic) {
    return line.right(Units.latency(traffic.latency().quantile(0.5)), P50)
        .right(Units.latency(traffic.latency().quantile(0.99)), P99);
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
