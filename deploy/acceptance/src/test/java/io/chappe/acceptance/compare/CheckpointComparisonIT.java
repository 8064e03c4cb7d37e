package io.chappe.acceptance.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.acceptance.Landscape;
import io.chappe.acceptance.MirrorMakerProcess;
import io.chappe.acceptance.Service;
import io.chappe.acceptance.ServiceProcess;
import io.chappe.acceptance.compare.Groups.Reader;
import io.chappe.testing.TestCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.mirror.Checkpoint;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The same history copied by MM2 and by Chappe at the same time, and how good the checkpoints are
 * of groups that follow its end at some distance. Prints tables.
 */
@Isolated
@EnabledIfSystemProperty(named = "chappe.compare.seconds", matches = "[1-9].*")
class CheckpointComparisonIT {
  private static final int BEFORE = 200_000;
  private static final int A_SECOND = 500;

  /** Seconds after which MM2 with its defaults has looked at the groups at least once. */
  private static final int SETTLED_AFTER = 70;

  private static final Duration COPY_LIMIT = Duration.ofMinutes(5);

  private final int seconds = Integer.getInteger("chappe.compare.seconds", 0);

  /** What is measured of a contender. */
  private static final class Measured {
    final Map<Reader, Spread> errors = new HashMap<>();
    final Map<Reader, Spread> ages = new HashMap<>();

    /** Told while it runs: upstream and downstream offsets, once for each look. */
    final Map<Reader, List<Checkpoint>> told = new HashMap<>();
  }

  private final Map<Contender, Measured> measured = new EnumMap<>(Contender.class);

  @Test
  void ofTheSameHistory() throws Exception {
    try (TestCluster source = TestCluster.builder("source").start();
        TestCluster target = TestCluster.builder("target").start();
        History history = new History(source)) {
      source.createTopic(History.PLAIN, 1);
      source.createTopic(History.TRANSACTIONAL, 1);
      history.write(BEFORE);
      Groups groups = new Groups(source);
      groups.follow(history.written());
      Path mirrorMaker = Landscape.write(mirrorMaker(source, target));
      Path chappe = Landscape.write(chappe(source, target));
      try (MirrorMakerProcess mm2 = MirrorMakerProcess.dedicated(mirrorMaker);
          ServiceProcess replicator = ServiceProcess.startReady(Service.REPLICATOR, chappe);
          ServiceProcess checkpoint = ServiceProcess.startReady(Service.CHECKPOINT, chappe)) {
        awaitCopies(target, mm2);
        watch(target, history, groups);
        awaitEnds(target, history);
        judge(target);
        assertThat(replicator.output()).noneMatch(line -> line.contains(" ERROR "));
        assertThat(checkpoint.output()).noneMatch(line -> line.contains(" ERROR "));
      }
      report();
    }
  }

  /** Every second the groups go on, and after a while the newest checkpoints are looked at. */
  private void watch(TestCluster target, History history, Groups groups) throws Exception {
    Map<Contender, Checkpoints> checkpoints = new EnumMap<>(Contender.class);
    for (Contender each : Contender.values()) {
      checkpoints.put(each, new Checkpoints(target, each));
      measured.put(each, new Measured());
    }
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    int[] second = {0};
    var ticking =
        clock.scheduleAtFixedRate(
            () -> {
              history.write(A_SECOND);
              groups.follow(history.written());
              if (second[0]++ > SETTLED_AFTER) {
                checkpoints.forEach((contender, newest) -> look(contender, newest, groups));
              }
            },
            0,
            1,
            TimeUnit.SECONDS);
    Awaitility.await("the end of the history")
        .atMost(Duration.ofSeconds(seconds * 3L + 60))
        .until(() -> ticking.isDone() || second[0] >= seconds);
    boolean failed = ticking.isDone();
    ticking.cancel(false);
    clock.shutdown();
    assertThat(clock.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    if (failed) {
      ticking.get();
    }
    checkpoints.values().forEach(Checkpoints::close);
  }

  private void look(Contender contender, Checkpoints checkpoints, Groups groups) {
    Measured of = measured.get(contender);
    checkpoints
        .newest()
        .forEach(
            (reader, checkpoint) -> {
              of.told.computeIfAbsent(reader, key -> new ArrayList<>()).add(checkpoint);
              of.ages
                  .computeIfAbsent(reader, key -> new Spread())
                  .add(groups.age(reader, checkpoint.upstreamOffset()));
            });
  }

  private void judge(TestCluster target) {
    for (Contender contender : Contender.values()) {
      for (String topic : Groups.TOPICS) {
        CopiedNumbers copy = new CopiedNumbers(target, contender.copyOf(topic));
        measured
            .get(contender)
            .told
            .forEach(
                (reader, told) -> {
                  if (reader.topic().equals(topic)) {
                    told.forEach(each -> judge(contender, reader, each, copy));
                  }
                });
      }
    }
  }

  private void judge(Contender contender, Reader reader, Checkpoint told, CopiedNumbers copy) {
    long here = History.number(reader.topic(), told.upstreamOffset());
    long there = copy.number(told.downstreamOffset());
    measured.get(contender).errors.computeIfAbsent(reader, key -> new Spread()).add(here - there);
  }

  private static void awaitCopies(TestCluster target, MirrorMakerProcess mm2) {
    try {
      Awaitility.await("the history to be copied by all")
          .atMost(COPY_LIMIT)
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> fewest(target) >= BEFORE);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(mm2.outputTail(), e);
    }
  }

  private static void awaitEnds(TestCluster target, History history) {
    Awaitility.await("the rest to be copied by all")
        .atMost(COPY_LIMIT)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> fewest(target) >= history.written());
  }

  private static long fewest(TestCluster target) throws Exception {
    long fewest = Long.MAX_VALUE;
    var there = target.admin().listTopics().names().get();
    for (Contender contender : Contender.values()) {
      for (String topic : Groups.TOPICS) {
        String copy = contender.copyOf(topic);
        fewest = Math.min(fewest, there.contains(copy) ? end(target, copy) : 0);
      }
    }
    return fewest;
  }

  private static long end(TestCluster target, String topic) throws Exception {
    var partition = new TopicPartition(topic, 0);
    return target
        .admin()
        .listOffsets(Map.of(partition, OffsetSpec.latest()))
        .partitionResult(partition)
        .get()
        .offset();
  }

  private void report() throws Exception {
    StringBuilder text = new StringBuilder();
    text.append("\ntranslation error in records read twice (smallest / median / largest)\n\n");
    text.append("| topic | group behind by |");
    for (Contender each : Contender.values()) {
      text.append(" %s |".formatted(each.title()));
    }
    text.append("\n| --- | --- | --- | --- | --- |\n");
    Map<Contender, Spread> ages = new EnumMap<>(Contender.class);
    for (String topic : Groups.TOPICS) {
      for (long distance : Groups.DISTANCES) {
        Reader reader = new Reader(Groups.group(distance), topic);
        text.append("| %s | %,d |".formatted(topic, distance));
        for (Contender each : Contender.values()) {
          Measured of = measured.get(each);
          text.append(
              " %s |".formatted(of.errors.getOrDefault(reader, new Spread()).text("%,.0f")));
          ages.computeIfAbsent(each, key -> new Spread())
              .addAll(of.ages.getOrDefault(reader, new Spread()));
        }
        text.append("\n");
      }
    }
    text.append("| both | age of checkpoints, s |");
    for (Contender each : Contender.values()) {
      text.append(" %s |".formatted(ages.get(each).text("%.1f")));
    }
    System.out.println(text);
    Files.writeString(Files.createDirectories(Path.of("target")).resolve("comparison.md"), text);
    for (Spread each : measured.get(Contender.CHAPPE).errors.values()) {
      assertThat(each.smallest()).as("records skipped").isNotNegative();
    }
    assertThat(measured.get(Contender.CHAPPE).errors)
        .hasSize(Groups.DISTANCES.size() * Groups.TOPICS.size());
  }

  private static String mirrorMaker(TestCluster source, TestCluster target) {
    return """
        clusters = defaults, tuned, target, target2
        defaults.bootstrap.servers = %1$s
        tuned.bootstrap.servers = %1$s
        target.bootstrap.servers = %2$s
        target2.bootstrap.servers = %2$s
        defaults->target.enabled = true
        tuned->target2.enabled = true
        %3$s
        emit.heartbeats.enabled = false
        offset.storage.replication.factor = 1
        status.storage.replication.factor = 1
        config.storage.replication.factor = 1
        tuned->target2.emit.checkpoints.interval.seconds = 5
        tuned->target2.refresh.groups.interval.seconds = 5
        tuned->target2.refresh.topics.interval.seconds = 5
        target2.offset.flush.interval.ms = 5000
        """
        .formatted(source.bootstrapServers(), target.bootstrapServers(), common());
  }

  private static String chappe(TestCluster source, TestCluster target) {
    return """
        clusters = chappe, target
        chappe.bootstrap.servers = %s
        target.bootstrap.servers = %s
        chappe->target.enabled = true
        %s
        """
        .formatted(source.bootstrapServers(), target.bootstrapServers(), common());
  }

  private static String common() {
    return """
        topics = plain, transactional
        groups = behind-.*
        replication.factor = 1
        checkpoints.topic.replication.factor = 1
        offset-syncs.topic.replication.factor = 1
        heartbeats.replication.enabled = false
        """;
  }
}
