package io.chappe.heartbeat.importing.draft;

import io.chappe.config.OneLine;
import io.chappe.config.keys.FileKeys;
import io.chappe.config.keys.KeyPlace;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Writes a draft as a properties file, in ASCII: the same draft gives the same file. */
public final class OutputFile {
  private OutputFile() {}

  /**
   * The file.
   *
   * @param origin what it was made from, for its first line
   */
  public static String of(Draft draft, String origin) {
    StringBuilder file = new StringBuilder();
    comment(file, "Made from " + origin + ".");
    for (Finding finding : draft.findings()) {
      if (finding.kind().asksForALook()) {
        comment(file, finding.kind().title() + ": " + finding.text());
      }
    }
    List<String> order = List.copyOf(draft.clusters());
    String section = "";
    for (Map.Entry<String, String> line : sorted(draft, order)) {
      String its = section(line.getKey(), order);
      if (!its.equals(section)) {
        file.append('\n');
      }
      section = its;
      file.append(escaped(line.getKey(), true))
          .append(" = ")
          .append(escaped(line.getValue().strip(), false))
          .append('\n');
    }
    return file.toString();
  }

  private static void comment(StringBuilder file, String text) {
    file.append("# ")
        .append(escaped(OneLine.of(text, OneLine.OF_LOG), false).replace("\\\\", "\\"))
        .append('\n');
  }

  private static List<Map.Entry<String, String>> sorted(Draft draft, List<String> clusters) {
    return draft.lines().entrySet().stream()
        .sorted(
            Comparator.comparing(
                    (Map.Entry<String, String> line) -> section(line.getKey(), clusters))
                .thenComparing(Map.Entry::getKey))
        .toList();
  }

  /** What is for the whole file comes first, then clusters in their order, then flows. */
  private static String section(String key, List<String> clusters) {
    if (key.equals(FileKeys.CLUSTERS.name()) || key.equals(FileKeys.HOME.name())) {
      return "0";
    }
    if (key.startsWith(FileKeys.CONFIG_PROVIDERS.name())) {
      return "1";
    }
    return switch (KeyPlace.of(key, clusters)) {
      case KeyPlace.TopLevel place -> "2";
      case KeyPlace.OfCluster place -> "3%05d".formatted(clusters.indexOf(place.alias()));
      case KeyPlace.OfFlow place -> "4" + place.flow();
      case KeyPlace.OfUnknownFlow place -> "5";
    };
  }

  private static String escaped(String text, boolean isKey) {
    StringBuilder escaped = new StringBuilder();
    for (char each : text.toCharArray()) {
      switch (each) {
        case '\\' -> escaped.append("\\\\");
        case '\n' -> escaped.append("\\n");
        case '\r' -> escaped.append("\\r");
        case '\t' -> escaped.append("\\t");
        case ' ', ':', '=' -> escaped.append(isKey ? "\\" : "").append(each);
        default -> {
          if (each < 0x20 || each > 0x7e) {
            escaped.append("\\u%04x".formatted((int) each));
          } else {
            escaped.append(each);
          }
        }
      }
    }
    return escaped.toString();
  }
}
