package io.chappe.benchmark;

import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What to measure.
 *
 * @param rounds how often each contender copies each workload, at least 1
 * @param mebibytes payload of a workload of the usual size
 * @param workloads names of workloads; {@code latency} and {@code partitions} are two of them
 * @param contenders names of contenders
 * @param output folder for the report
 */
record Options(int rounds, int mebibytes, Pattern workloads, Pattern contenders, Path output) {
  static final String USAGE =
      """
      deploy/benchmark/run [--rounds N] [--mebibytes N] [--workloads REGEX] [--contenders REGEX] [--output FOLDER]

        --rounds N          how often each contender copies each workload; 3 if not given
        --mebibytes N       payload of each workload; 512 if not given
        --workloads REGEX   only those whose name matches, such as 'lz4.*', 'latency' or 'partitions 1000'
        --contenders REGEX  only those whose name matches, such as 'Chappe.*|MM2, tuned'
        --output FOLDER     for results.md and results.svg; deploy/benchmark/target if not given
      """;

  static Options parse(String[] arguments, Path project) {
    int rounds = 3;
    int mebibytes = 512;
    String workloads = ".*";
    String contenders = ".*";
    Path output = project.resolve("deploy/benchmark/target");
    for (int index = 0; index < arguments.length; index += 2) {
      if (index + 1 == arguments.length) {
        throw new IllegalArgumentException(arguments[index] + " needs a value");
      }
      String value = arguments[index + 1];
      switch (arguments[index]) {
        case "--rounds" -> rounds = number(arguments[index], value);
        case "--mebibytes" -> mebibytes = number(arguments[index], value);
        case "--workloads" -> workloads = value;
        case "--contenders" -> contenders = value;
        case "--output" -> output = Path.of(value);
        default -> throw new IllegalArgumentException("unknown option " + arguments[index]);
      }
    }
    return new Options(
        rounds,
        mebibytes,
        pattern("--workloads", workloads),
        pattern("--contenders", contenders),
        output);
  }

  private static int number(String option, String value) {
    if (!value.matches("[1-9]\\d{0,6}")) {
      throw new IllegalArgumentException(option + " is a number from 1 on, not " + value);
    }
    return Integer.parseInt(value);
  }

  private static Pattern pattern(String option, String value) {
    try {
      return Pattern.compile(value);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(option + " is a regular expression: " + e.getMessage(), e);
    }
  }
}
