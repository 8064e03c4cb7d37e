package io.chappe.benchmark.limit;

import io.chappe.benchmark.contender.Running;
import io.chappe.benchmark.contender.Task;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What the brokers can do at most: batches fetched and thrown away, and batches appended that are
 * ready in memory. Whoever copies can't be faster than the slower of the two.
 *
 * @param fetch wire bytes a second
 * @param append wire bytes a second
 * @param wireBytes bytes of all batches of the topic
 */
public record Limit(double fetch, double append, double wireBytes) {
  /** Measures both, one after the other, in a process of its own. */
  public static Limit measure(Task task, String remoteTopic, Path folder) {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx2g",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            LimitMain.class.getName(),
            task.source(),
            task.target(),
            task.topic(),
            remoteTopic,
            Integer.toString(task.workload().partitions()));
    try (Running running = Running.start(command, Map.of(), folder)) {
      List<String> output = running.outputAtEnd();
      return new Limit(value("fetch", output), value("append", output), value("wire", output));
    }
  }

  /** The smaller of both. */
  public double both() {
    return Math.min(fetch, append);
  }

  private static double value(String key, List<String> output) {
    return output.stream()
        .filter(line -> line.startsWith(key + "="))
        .mapToDouble(line -> Double.parseDouble(line.substring(key.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(String.join("\n", output)));
  }
}
