package io.chappe.acceptance.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/**
 * The records that replicators say may come twice, since a cleaner has removed the markers of
 * takeovers that failed: the documentation allows these, and no others.
 */
final class AnnouncedRepeats {
  private static final Pattern WARNING =
      Pattern.compile(
          "records may come twice.* topic=(\\S+) partition=(\\d+) offset=\\d+ records=(\\d+)");

  private AnnouncedRepeats() {}

  /**
   * How many there are by partition.
   *
   * @param outputs what the replicators have printed
   */
  static Map<TopicPartition, Long> in(List<Path> outputs) throws IOException {
    Map<TopicPartition, Long> announced = new HashMap<>();
    for (Path each : outputs) {
      add(Files.readString(each, StandardCharsets.ISO_8859_1), announced);
    }
    return announced;
  }

  static void add(String log, Map<TopicPartition, Long> announced) {
    WARNING
        .matcher(log)
        .results()
        .forEach(
            found -> announced.merge(partition(found), Long.parseLong(found.group(3)), Long::sum));
  }

  private static TopicPartition partition(MatchResult found) {
    return new TopicPartition(found.group(1), Integer.parseInt(found.group(2)));
  }
}
