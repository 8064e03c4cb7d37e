package io.chappe.heartbeat.api.problem;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes the lines of a refusal apart: each names a key, mostly its value, and a remedy. */
public final class ProblemLines {
  private static final Pattern OVERRIDE = Pattern.compile("override (\\S+): (.*)", Pattern.DOTALL);
  private static final Pattern SETTING = Pattern.compile("([^\\s=:]+)=(.*?): (.*)", Pattern.DOTALL);

  private ProblemLines() {}

  /**
   * @param key key of the record that was refused
   */
  public static List<Problem.Error> read(String key, List<String> lines) {
    return lines.stream().map(line -> read(key, line)).toList();
  }

  private static Problem.Error read(String key, String line) {
    Matcher override = OVERRIDE.matcher(line);
    String rest = override.matches() ? override.group(2) : line;
    Matcher setting = SETTING.matcher(rest);
    return setting.matches()
        ? new Problem.Error(setting.group(1), setting.group(2), setting.group(3), line)
        : new Problem.Error(key, null, rest, line);
  }
}
