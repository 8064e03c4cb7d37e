package io.chappe.acceptance.switching;

import static io.chappe.acceptance.Patience.LIMIT;

import io.chappe.acceptance.Landscape;
import io.chappe.acceptance.ServiceProcess;
import io.chappe.testing.ReceivedRecord;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.TestCluster;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/** One application, two topics, and all the moves between the clusters. */
final class SwitchRun {
  private static final String SOURCE = "home";
  private static final String TARGET = "away";
  private static final int PARTITIONS = 2;
  private static final int FEWEST = 5;
  private static final int MOST = 120;
  private static final Duration NEVER = Duration.ofHours(1);
  private static final Duration QUIET = Duration.ofSeconds(3);
  private static final Pattern ANSWER =
      Pattern.compile(
          "\"exact\":true,\"offset\":(\\d+),\"partition\":(\\d+),\"topic\":\"([^\"]*)\"");

  private final SwitchSettings settings;
  private final TestCluster source;
  private final TestCluster target;
  private final String group = SharedClusters.uniqueName("moving");
  private final String plain = SharedClusters.uniqueName("moving-plain");
  private final String transactional = SharedClusters.uniqueName("moving-transactional");
  private final Application application = new Application(group, List.of(plain, transactional));
  private final AtomicBoolean producersEnd = new AtomicBoolean();
  private final Random random;
  private volatile String lastSeen = "";

  SwitchRun(Landscape landscape, SwitchSettings settings) {
    this.settings = settings;
    this.source = landscape.us();
    this.target = landscape.eu();
    this.random = new Random(settings.seed());
  }

  String configuration() {
    return """
        clusters = %1$s, %2$s
        %1$s.bootstrap.servers = %3$s
        %2$s.bootstrap.servers = %4$s
        %1$s->%2$s.enabled = true
        %1$s->%2$s.topics = %5$s, %6$s
        %1$s->%2$s.groups = %7$s
        sync.group.offsets.failback.enabled = true
        emit.checkpoints.interval.seconds = 1
        sync.group.offsets.interval.seconds = 1
        refresh.groups.interval.seconds = 1
        refresh.topics.interval.seconds = 1
        heartbeats.replication.enabled = false
        emit.offset-syncs.enabled = false
        """
        .formatted(
            SOURCE,
            TARGET,
            source.bootstrapServers(),
            target.bootstrapServers(),
            plain,
            transactional,
            group);
  }

  void run(ServiceProcess checkpoint) throws InterruptedException, ExecutionException {
    source.createTopic(plain, PARTITIONS);
    source.createTopic(transactional, PARTITIONS);
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<Void> producing =
          threads.submit(
              new NumberedRecords(
                  source, plain, transactional, PARTITIONS, settings.seed() + 1, producersEnd));
      boolean away = false;
      for (int moves = 0; moves < settings.switches(); moves++) {
        int records = random.nextInt(FEWEST, MOST);
        application.run(away ? target : source, away ? copies() : "", records, NEVER);
        awaitSynced(checkpoint, away);
        away = !away;
      }
      producersEnd.set(true);
      producing.get();
      drain(away);
    } finally {
      producersEnd.set(true);
      threads.shutdownNow();
    }
  }

  /** Reads on to the end, of a copy when it is complete. */
  private void drain(boolean away) {
    if (away) {
      Awaitility.await("the copies to be complete")
          .atMost(LIMIT)
          .until(
              () ->
                  List.of(plain, transactional).stream()
                      .allMatch(each -> read(target, copies() + each).equals(read(source, each))));
    }
    application.run(away ? target : source, away ? copies() : "", Integer.MAX_VALUE, QUIET);
  }

  private static String copies() {
    return SOURCE + ".";
  }

  /**
   * Until the group has on the other side, by the translation of its offsets, the place that it has
   * on this side: what an operator would wait for before starting the application there. One place
   * may have several offsets, in front of a transaction's marker and behind it.
   */
  private void awaitSynced(ServiceProcess checkpoint, boolean away) {
    TestCluster here = away ? target : source;
    TestCluster there = away ? source : target;
    Awaitility.await("%s to be synced to %s".formatted(group, there.name()))
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(200))
        // A busy machine answers late.
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(
            () -> {
              Map<TopicPartition, Long> now = committed(here, away);
              Map<TopicPartition, Long> synced = committed(there, !away);
              if (synced.size() < now.size()) {
                lastSeen = "here %s, there %s".formatted(now, synced);
                return false;
              }
              HttpResponse<String> onward = translation(checkpoint, away, now);
              HttpResponse<String> back = translation(checkpoint, !away, synced);
              lastSeen =
                  "here %s, translated %s, there %s, translated %s"
                      .formatted(now, onward.body(), synced, back.body());
              return isOnePlace(now, exactly(onward), synced, exactly(back));
            });
  }

  private static boolean isOnePlace(
      Map<TopicPartition, Long> here,
      Map<TopicPartition, Long> onward,
      Map<TopicPartition, Long> there,
      Map<TopicPartition, Long> back) {
    for (TopicPartition each : here.keySet()) {
      TopicPartition other = counterpart(each);
      if (!onward.containsKey(other) || !there.containsKey(other)) {
        return false;
      }
      boolean same =
          onward.get(other).equals(there.get(other)) || here.get(each).equals(back.get(each));
      if (!same) {
        return false;
      }
    }
    return true;
  }

  private static TopicPartition counterpart(TopicPartition partition) {
    String topic = partition.topic();
    return new TopicPartition(
        topic.startsWith(copies()) ? topic.substring(copies().length()) : copies() + topic,
        partition.partition());
  }

  private static HttpResponse<String> translation(
      ServiceProcess checkpoint, boolean away, Map<TopicPartition, Long> committed) {
    String offsets =
        committed.entrySet().stream()
            .map(
                each ->
                    "{\"topic\":\"%s\",\"partition\":%d,\"offset\":%d}"
                        .formatted(
                            each.getKey().topic(), each.getKey().partition(), each.getValue()))
            .collect(Collectors.joining(","));
    String question =
        "{\"flow\":\"%s->%s\",\"direction\":\"%s\",\"offsets\":[%s]}"
            .formatted(SOURCE, TARGET, away ? "upstream" : "downstream", offsets);
    return checkpoint.ask("/translate", Optional.of(question));
  }

  /** What is exact of a translation. */
  private static Map<TopicPartition, Long> exactly(HttpResponse<String> answer) {
    Map<TopicPartition, Long> exact = new HashMap<>();
    Matcher each = ANSWER.matcher(answer.body());
    while (each.find()) {
      TopicPartition partition = new TopicPartition(each.group(3), Integer.parseInt(each.group(2)));
      exact.put(partition, Long.parseLong(each.group(1)));
    }
    return exact;
  }

  /** The clusters are not ours alone: other flows between them sync the group too. */
  private Map<TopicPartition, Long> committed(TestCluster cluster, boolean away)
      throws ExecutionException, InterruptedException {
    String prefix = away ? copies() : "";
    List<String> ours = List.of(prefix + plain, prefix + transactional);
    Map<TopicPartition, OffsetAndMetadata> offsets =
        cluster.admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    return offsets.entrySet().stream()
        .filter(each -> ours.contains(each.getKey().topic()))
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().offset()));
  }

  private static Map<Integer, List<String>> read(TestCluster cluster, String topic) {
    return Records.readAll(cluster, topic, true).stream()
        .collect(
            Collectors.groupingBy(
                ReceivedRecord::partition,
                Collectors.mapping(ReceivedRecord::value, Collectors.toList())));
  }

  /** How many records were processed. */
  long processed() {
    return application.processed().values().stream().mapToLong(List::size).sum();
  }

  /** What was not processed once and in order, by partition. */
  List<String> differences() {
    List<String> differences = new ArrayList<>();
    for (String topic : List.of(plain, transactional)) {
      read(source, topic)
          .forEach(
              (partition, written) -> {
                List<String> done =
                    application
                        .processed()
                        .getOrDefault(new TopicPartition(topic, partition), List.of());
                if (!done.equals(written)) {
                  differences.add(difference(topic + "-" + partition, written, done));
                }
              });
    }
    return differences;
  }

  private static String difference(String partition, List<String> written, List<String> done) {
    List<String> skipped = new ArrayList<>(written);
    skipped.removeAll(done);
    List<String> twice = new ArrayList<>(done);
    written.forEach(twice::remove);
    return "%s: %d of %d skipped, %d twice: %s %s"
        .formatted(partition, skipped.size(), written.size(), twice.size(), skipped, twice);
  }

  /** What was seen when the last wait ended, for the message of a failure. */
  String lastSeen() {
    return lastSeen;
  }

  String result() {
    return "switch result: seed=%d switches=%d processed=%d partitions=%d differences=%d"
        .formatted(
            settings.seed(),
            settings.switches(),
            processed(),
            application.processed().size(),
            differences().size());
  }
}
