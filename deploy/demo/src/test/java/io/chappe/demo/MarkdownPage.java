package io.chappe.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documents, as a reader on GitHub sees it.
 *
 * @param file where it is
 */
record MarkdownPage(Path file) {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("#{1,6} (.+)");
  private static final Pattern COMMAND = Pattern.compile("(?m)^ {4,7}(\\S.*)$|`([^`\\n]+)`");

  String text() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Stream<String> lines() {
    return text().lines();
  }

  Stream<MatchResult> matches(Pattern pattern) {
    return pattern.matcher(text()).results();
  }

  /** The targets of the links to files and headings of this project. */
  List<String> links() {
    return matches(LINK)
        .map(link -> link.group(1))
        .filter(Predicate.not(target -> target.matches("[a-z]+:.*")))
        .toList();
  }

  /** Why a link leads nowhere, or nothing if it leads somewhere. */
  Stream<String> problemOf(String link) {
    int hash = link.indexOf('#');
    String path = hash < 0 ? link : link.substring(0, hash);
    Path target = path.isEmpty() ? file : file.resolveSibling(path).normalize();
    if (!Files.exists(target)) {
      return Stream.of(file + ": no file " + link);
    }
    boolean found = hash < 0 || new MarkdownPage(target).anchors().contains(link.substring(hash));
    return found ? Stream.empty() : Stream.of(file + ": no heading " + link);
  }

  /** The anchors that GitHub gives to the headings, each with its {@code #}. */
  Set<String> anchors() {
    Set<String> anchors = new HashSet<>();
    for (String line : withoutFences()) {
      var heading = HEADING.matcher(line);
      if (heading.matches()) {
        String anchor = "#" + slug(heading.group(1));
        String free = anchor;
        for (int next = 1; !anchors.add(free); next++) {
          free = anchor + "-" + next;
        }
      }
    }
    return anchors;
  }

  /** The cells of all tables, but of those below the given headings. */
  List<String> cells(String... without) {
    List<String> cells = new ArrayList<>();
    String heading = "";
    for (String line : withoutFences()) {
      if (HEADING.matcher(line).matches()) {
        heading = line;
      } else if (line.startsWith("|") && !List.of(without).contains(heading)) {
        Stream.of(line.split("(?<!\\\\)\\|")).map(String::strip).forEach(cells::add);
      }
    }
    return cells;
  }

  /** What is set as code: the indented lines, and what stands between back quotes. */
  List<String> code() {
    return matches(COMMAND)
        .map(code -> code.group(1) == null ? code.group(2) : code.group(1))
        .toList();
  }

  private List<String> withoutFences() {
    List<String> lines = new ArrayList<>();
    boolean inside = false;
    for (String line : lines().toList()) {
      if (line.startsWith("```")) {
        inside = !inside;
      } else if (!inside) {
        lines.add(line);
      }
    }
    return lines;
  }

  private static String slug(String heading) {
    return heading
        .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}\\s_-]", "")
        .replace(' ', '-');
  }
}
