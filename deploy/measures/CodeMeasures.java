import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Measures the main code: lines of files, files of packages, parameters of signatures, lines of
 * methods. Compare two commits by running it in both.
 */
public final class CodeMeasures {
  private static final List<String> MODULES =
      List.of("shared", "replicator-service", "checkpoint-service", "heartbeat-service");
  private static final int LONG_FILE = 300;
  private static final int LARGE_PACKAGE = 25;
  private static final int MANY_PARAMETERS = 5;
  private static final int LONG_METHOD = 40;

  private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\n]*", Pattern.DOTALL);
  private static final Pattern TEXT =
      Pattern.compile("\"\"\".*?\"\"\"|\"(\\\\.|[^\"\\\\\n])*\"|'(\\\\.|[^'\\\\\n])'", Pattern.DOTALL);

  /** A method or constructor with a body, by the indentation that the formatter gives it. */
  private static final Pattern METHOD =
      Pattern.compile(
          "(?m)^(  |    |      )(?! )(?!.*\\b(?:class|record|interface|enum|new|return|if|for|while|switch|try|catch)\\b)"
              + "[^\n;={}()]*?\\b(\\w+)\\(([^(){};]*)\\)[^;{}()]*\\{");

  private record Source(Path file, String text) {
    int lines() {
      return (int) text.lines().count();
    }
  }

  private CodeMeasures() {}

  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(arguments[0]);
    for (String module : MODULES) {
      measure(module, read(root.resolve(module).resolve("src/main/java")));
    }
  }

  private static List<Source> read(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("package-info.java"))
          .sorted()
          .map(file -> new Source(folder.relativize(file), text(file)))
          .toList();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void measure(String module, List<Source> sources) {
    List<Integer> lines = sources.stream().map(Source::lines).sorted().toList();
    System.out.printf(
        "%s: %d files, lines: median %d, p95 %d, most %d%n",
        module,
        lines.size(),
        lines.get(lines.size() / 2),
        lines.get((int) (lines.size() * 0.95)),
        lines.getLast());
    print(
        "files of more than " + LONG_FILE + " lines",
        sources.stream()
            .filter(each -> each.lines() > LONG_FILE)
            .sorted(Comparator.comparing(Source::lines).reversed())
            .map(each -> each.file().getFileName() + " " + each.lines())
            .toList());
    Map<Path, Long> packages =
        sources.stream()
            .collect(
                Collectors.groupingBy(
                    each -> each.file().getParent(), TreeMap::new, Collectors.counting()));
    print(
        "packages of more than " + LARGE_PACKAGE + " files",
        packages.entrySet().stream()
            .filter(each -> each.getValue() > LARGE_PACKAGE)
            .map(each -> each.getKey() + " " + each.getValue())
            .toList());
    List<String> wide = new ArrayList<>();
    List<String> tall = new ArrayList<>();
    sources.forEach(each -> methods(each, wide, tall));
    print("signatures of more than " + MANY_PARAMETERS + " parameters", wide);
    print("methods of more than " + LONG_METHOD + " lines", tall);
  }

  private static void methods(Source source, List<String> wide, List<String> tall) {
    String code = blank(TEXT, blank(COMMENT, source.text()));
    Matcher method = METHOD.matcher(code);
    while (method.find()) {
      String name = source.file().getFileName() + " " + method.group(2);
      int parameters = parameters(method.group(3));
      if (parameters > MANY_PARAMETERS) {
        wide.add(name + " " + parameters);
      }
      boolean empty = code.startsWith("}", method.end());
      int end = empty ? -1 : code.indexOf("\n" + method.group(1) + "}", method.end());
      long length = code.substring(method.start(), Math.max(method.end(), end)).lines().count() + 1;
      if (length > LONG_METHOD) {
        tall.add(name + " " + length);
      }
    }
  }

  /** What is matched, emptied; lines stay lines. */
  private static String blank(Pattern pattern, String code) {
    return pattern.matcher(code).replaceAll(CodeMeasures::lineEnds);
  }

  private static String lineEnds(MatchResult found) {
    return "\n".repeat((int) found.group().chars().filter(each -> each == '\n').count());
  }

  private static int parameters(String list) {
    String flat = list;
    for (String before = ""; !before.equals(flat); ) {
      before = flat;
      flat = flat.replaceAll("<[^<>]*>", "");
    }
    return flat.isBlank() ? 0 : flat.split(",").length;
  }

  private static void print(String what, List<String> found) {
    System.out.printf("  %s: %d%n", what, found.size());
    found.forEach(each -> System.out.println("    " + each));
  }
}
