package io.chappe.heartbeat.importing.draft;

import io.chappe.config.OneLine;
import java.util.List;

/** What is told besides the file. */
public final class Report {
  private Report() {}

  /** Lines for people: how much was taken over, and each finding below its kind. */
  public static String of(Draft draft, String origin) {
    List<Finding> findings = draft.findings();
    StringBuilder report = new StringBuilder();
    report.append(
        "%s: %d lines made, %d to look at\n"
            .formatted(
                origin,
                draft.lines().size(),
                findings.stream().filter(each -> each.kind().asksForALook()).count()));
    for (Finding.Kind kind : Finding.Kind.values()) {
      List<Finding> those = findings.stream().filter(each -> each.kind() == kind).toList();
      if (!those.isEmpty()) {
        report.append(kind.title()).append(":\n");
        those.forEach(
            each ->
                report.append("  ").append(OneLine.of(each.text(), OneLine.OF_LOG)).append('\n'));
      }
    }
    return report.toString();
  }

  /** Whether there is nothing to be looked at. */
  public static boolean isClean(Draft draft) {
    return draft.findings().stream().noneMatch(each -> each.kind().asksForALook());
  }
}
