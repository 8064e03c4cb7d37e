package io.chappe.demo.view;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the text format in which services publish metrics at {@code /q/metrics}. */
final class PrometheusText {
  private PrometheusText() {}

  /** Every sample of a page. Comments, and lines that are no samples, are left out. */
  static Map<Series, Double> parse(String page) {
    Map<Series, Double> samples = new LinkedHashMap<>();
    page.lines()
        .filter(line -> !line.isBlank() && line.charAt(0) != '#')
        .forEach(line -> new Line(line).readInto(samples));
    return samples;
  }

  /** A reader of one line: {@code name{label="value",...} value [timestamp]}. */
  private static final class Line {
    private final String text;
    private int position;

    Line(String text) {
      this.text = text;
    }

    void readInto(Map<Series, Double> samples) {
      String name = readUntil("{ ");
      Map<String, String> labels = new HashMap<>();
      if (next() == '{') {
        position++;
        readLabels(labels);
      }
      String[] words = text.substring(Math.min(position, text.length())).trim().split(" ");
      try {
        samples.put(new Series(name, labels), number(words[0]));
      } catch (NumberFormatException notASample) {
        // A page may hold what a later version of the format adds: skipping it is what is asked.
        return;
      }
    }

    private void readLabels(Map<String, String> labels) {
      while (next() != '}' && next() != 0) {
        String label = readUntil("=}");
        if (next() != '=') {
          return;
        }
        position += 2;
        labels.put(label.trim(), readQuoted());
        if (next() == ',') {
          position++;
        }
      }
      position++;
    }

    private String readQuoted() {
      StringBuilder value = new StringBuilder();
      while (next() != '"' && next() != 0) {
        char character = next();
        position++;
        if (character == '\\' && next() != 0) {
          character = next() == 'n' ? '\n' : next();
          position++;
        }
        value.append(character);
      }
      position++;
      return value.toString();
    }

    private String readUntil(String ends) {
      int start = position;
      while (next() != 0 && ends.indexOf(next()) < 0) {
        position++;
      }
      return text.substring(start, position);
    }

    private char next() {
      return position < text.length() ? text.charAt(position) : 0;
    }

    private static double number(String word) {
      return switch (word) {
        case "+Inf" -> Double.POSITIVE_INFINITY;
        case "-Inf" -> Double.NEGATIVE_INFINITY;
        default -> Double.parseDouble(word);
      };
    }
  }
}
