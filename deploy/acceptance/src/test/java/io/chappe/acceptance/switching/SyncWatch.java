package io.chappe.acceptance.switching;

import static io.chappe.acceptance.Patience.LIMIT;

import io.chappe.acceptance.ServiceProcess;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/** Looks on from outside as the group is synced. */
final class SyncWatch {
  private static final Pattern ANSWER =
      Pattern.compile(
          "\"exact\":true,\"offset\":(\\d+),\"partition\":(\\d+),\"topic\":\"([^\"]*)\"");
  private static final Pattern AGE =
      Pattern.compile("(?m)^chappe_checkpoint_age_seconds\\{.*} (\\S+)$");
  private static final Pattern REASON = Pattern.compile("\"reason\":\"[^\"]*\"");
  private static final Duration OFTEN = Duration.ofMillis(200);
  // Rounds are a second apart.
  private static final long NEW_ROUND_MS = 400;

  private final Sides sides;
  private final Instances instances;
  private final Set<String> reasons = new TreeSet<>();
  private String lastSeen = "";

  SyncWatch(Sides sides, Instances instances) {
    this.sides = sides;
    this.instances = instances;
  }

  /** What was seen when the last wait ended, for the message of a failure. */
  String lastSeen() {
    return lastSeen;
  }

  /**
   * Until the group has on the other side, by the translation of its offsets, the place that it has
   * on this side: what an operator would wait for before starting the application there. One place
   * may have several offsets, in front of a transaction's marker and behind it.
   */
  void awaitOnePlace(Side from) {
    Awaitility.await("%s to be synced to %s".formatted(sides.group(), from.other()))
        .atMost(LIMIT)
        .pollInterval(OFTEN)
        // A busy machine answers late.
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(() -> isOnePlace(from));
  }

  private boolean isOnePlace(Side from) throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> here = sides.committed(from);
    Map<TopicPartition, Long> there = sides.committed(from.other());
    if (!there.keySet().containsAll(here.keySet()) || here.isEmpty()) {
      lastSeen = "%s %s, on the other side %s".formatted(from, here, there);
      return false;
    }
    reasons.clear();
    Map<TopicPartition, Long> onward = translated(from, here);
    Map<TopicPartition, Long> back = translated(from.other(), there);
    lastSeen =
        "%s %s, translated %s, on the other side %s, translated %s, inexact %s"
            .formatted(from, here, onward, there, back, reasons);
    return here.keySet().stream()
        .allMatch(
            each ->
                onward.containsKey(each)
                    && (onward.get(each).equals(there.get(each))
                        || here.get(each).equals(back.get(each))));
  }

  /** What is exact of a translation to the other side. */
  private Map<TopicPartition, Long> translated(Side from, Map<TopicPartition, Long> committed) {
    String offsets =
        committed.entrySet().stream()
            .map(
                each ->
                    "{\"topic\":\"%s\",\"partition\":%d,\"offset\":%d}"
                        .formatted(
                            sides.local(from, each.getKey().topic()),
                            each.getKey().partition(),
                            each.getValue()))
            .collect(Collectors.joining(","));
    String question =
        "{\"flow\":\"%s->%s\",\"direction\":\"%s\",\"offsets\":[%s]}"
            .formatted(
                Sides.SOURCE, Sides.TARGET, from == Side.AWAY ? "upstream" : "downstream", offsets);
    HttpResponse<String> answer = instances.checkpoint().ask("/translate", Optional.of(question));
    REASON.matcher(answer.body()).results().map(MatchResult::group).forEach(reasons::add);
    Map<TopicPartition, Long> exact = new HashMap<>();
    Matcher each = ANSWER.matcher(answer.body());
    while (each.find()) {
      TopicPartition local = new TopicPartition(each.group(3), Integer.parseInt(each.group(2)));
      exact.put(sides.original(from.other(), local), Long.parseLong(each.group(1)));
    }
    return exact;
  }

  /** Until each checkpoint-service has looked at all its groups as often as that. */
  void awaitLooks(int rounds) {
    for (ServiceProcess each : instances.checkpoints()) {
      // The first may have begun before this.
      awaitRounds(each, rounds + 1);
    }
  }

  private static void awaitRounds(ServiceProcess checkpoint, int rounds) {
    long[] seen = {lastRoundMs(checkpoint), 0};
    Awaitility.await("rounds of checkpoint-service")
        .atMost(LIMIT)
        .pollInterval(OFTEN)
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(
            () -> {
              long last = lastRoundMs(checkpoint);
              if (last - seen[0] > NEW_ROUND_MS) {
                seen[0] = last;
                seen[1]++;
              }
              return seen[1] >= rounds;
            });
  }

  private static long lastRoundMs(ServiceProcess checkpoint) {
    Matcher age = AGE.matcher(checkpoint.get("/q/metrics"));
    return age.find()
        ? System.currentTimeMillis() - Math.round(Double.parseDouble(age.group(1)) * 1e3)
        : 0;
  }
}
