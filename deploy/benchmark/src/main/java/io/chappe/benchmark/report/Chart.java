package io.chappe.benchmark.report;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Bars of CPU per GiB, by workload and contender, as an SVG image. */
public final class Chart {
  private static final int LEFT = 190;
  private static final int WIDTH = 760;
  private static final int BAR = 14;
  private static final int GAP = 18;
  private static final int TOP = 56;

  private Chart() {}

  /**
   * Draws the image.
   *
   * @param contenders in the order of the bars
   */
  public static String svg(List<CopyTable> tables, List<String> contenders) {
    double most =
        tables.stream()
            .flatMap(table -> contenders.stream().map(table::cpu))
            .mapToDouble(cpu -> cpu.orElse(0))
            .max()
            .orElse(1);
    StringBuilder bars = new StringBuilder();
    int y = TOP;
    for (CopyTable table : tables) {
      bars.append(text(8, y + 12, "", table.workload().name()));
      for (int number = 0; number < contenders.size(); number++) {
        OptionalDouble cpu = table.cpu(contenders.get(number));
        if (cpu.isPresent()) {
          bars.append(bar(y, number, cpu.getAsDouble(), most));
          y += BAR;
        }
      }
      y += GAP;
    }
    return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d">
        <style>
        text { font: 12px system-ui, sans-serif; fill: #1f2933 }
        .title { font-size: 14px; font-weight: 600 }
        .c0 { fill: #0b7a75 } .c1 { fill: #5fb3b3 } .c2 { fill: #b3552e } .c3 { fill: #d99a6c } .c4 { fill: #9aa5b1 }
        rect.paper { fill: #fff }
        </style>
        <rect class="paper" width="%1$d" height="%2$d"/>
        <text class="title" x="8" y="20">CPU seconds to copy 1 GiB of payload (less is better)</text>
        %3$s
        %4$s</svg>
        """
        .formatted(WIDTH, y, legend(contenders), bars);
  }

  private static String bar(int y, int number, double cpu, double most) {
    double width = Math.max(1, cpu / most * (WIDTH - LEFT - 70));
    return String.format(
            Locale.ROOT,
            "<rect class=\"c%d\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>%n",
            number,
            LEFT,
            y,
            width,
            BAR - 2)
        + text((int) (LEFT + width + 6), y + 11, "", String.format(Locale.ROOT, "%.2f", cpu));
  }

  private static String legend(List<String> contenders) {
    int[] x = {8};
    return contenders.stream()
        .map(
            each -> {
              int number = contenders.indexOf(each);
              String item =
                  "<rect class=\"c%d\" x=\"%d\" y=\"31\" width=\"10\" height=\"10\"/>"
                          .formatted(number, x[0])
                      + text(x[0] + 15, 40, "", each);
              x[0] += 40 + 7 * each.length();
              return item;
            })
        .collect(Collectors.joining());
  }

  private static String text(int x, int y, String style, String content) {
    return "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n"
        .formatted(style, x, y, content.replace("&", "&amp;").replace("<", "&lt;"));
  }
}
