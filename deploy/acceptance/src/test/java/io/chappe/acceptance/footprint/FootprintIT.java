package io.chappe.acceptance.footprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.acceptance.CopiedRecords;
import io.chappe.acceptance.Landscape;
import io.chappe.acceptance.ProcessFigures;
import io.chappe.acceptance.Service;
import io.chappe.acceptance.TopicView;
import io.chappe.acceptance.footprint.Contender.Started;
import io.chappe.testing.Records;
import io.chappe.testing.TestCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * How long Chappe, native and on the JVM, and MM2 take from their start to their work, and what
 * they need of the machine. They take turns, so that what else the machine does meets all of them.
 * Prints a table of medians.
 */
@Isolated
@EnabledOnOs(OS.LINUX)
@EnabledIfSystemProperty(named = "chappe.footprint.rounds", matches = "[1-9].*")
class FootprintIT {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final String FIRST = "first";
  private static final String LOAD = "load";
  private static final int PARTITIONS = 4;
  private static final int VALUE_BYTES = 1_000;

  private final int rounds = Integer.getInteger("chappe.footprint.rounds", 0);
  private final int megabytes = Integer.getInteger("chappe.footprint.megabytes", 400);
  private final List<Contender> contenders =
      Stream.of(Contender.values()).filter(Contender::isThere).toList();
  private final Figures figures = new Figures();

  @Test
  void ofChappeAndOfMirrorMaker() throws Exception {
    // As brokers come: the fixture's own waits for no other member.
    String delay = "group.initial.rebalance.delay.ms";
    try (TestCluster source = TestCluster.builder("source").property(delay, "3000").start();
        TestCluster target = TestCluster.builder("target").property(delay, "3000").start()) {
      produce(source);
      for (int round = 1; round <= rounds; round++) {
        for (Contender contender : contenders) {
          String alias = contender.name().toLowerCase(Locale.ROOT) + round;
          measureStart(contender, source, target, alias + "s");
          measureLoad(contender, source, target, alias + "l");
        }
      }
    }
    contenders.forEach(this::noteSizes);
    String table = figures.markdown(contenders);
    System.out.println(table);
    Files.writeString(Files.createDirectories(Path.of("target")).resolve("footprint.md"), table);
    assertThat(contenders).as("what is built").isNotEmpty();
  }

  private void produce(TestCluster source) {
    source.createTopic(FIRST, 1);
    source.createTopic(LOAD, PARTITIONS);
    Random random = new Random(1);
    Map<String, Object> settings =
        Map.of("compression.type", "lz4", "batch.size", 65_536, "linger.ms", 20);
    try (Producer<byte[], byte[]> producer = Records.producer(source, settings)) {
      Records.send(producer, List.of(new ProducerRecord<>(FIRST, new byte[] {1})));
      for (int i = 0; i < records(); i++) {
        producer.send(new ProducerRecord<>(LOAD, i % PARTITIONS, null, value(random)));
      }
      producer.flush();
    }
  }

  /** Of which a codec can save about half. */
  private static byte[] value(Random random) {
    byte[] value = new byte[VALUE_BYTES];
    byte[] hard = new byte[VALUE_BYTES / 2];
    random.nextBytes(hard);
    System.arraycopy(hard, 0, value, 0, hard.length);
    return value;
  }

  private long records() {
    return megabytes * 1_000_000L / VALUE_BYTES;
  }

  private void measureStart(
      Contender contender, TestCluster source, TestCluster target, String alias) throws Exception {
    Path configuration = configuration(contender, source, target, alias, FIRST);
    Map<Service, Started> running = new EnumMap<>(Service.class);
    try (CopiedRecords first = new CopiedRecords(target, alias + "." + FIRST, 1)) {
      for (Service service : contender.services()) {
        long begin = System.nanoTime();
        CompletableFuture<Void> copied =
            service == Service.REPLICATOR
                ? CompletableFuture.runAsync(
                    () -> {
                      first.await(1, LIMIT);
                      note("start to the first record copied, ms", contender, millisSince(begin));
                    })
                : CompletableFuture.completedFuture(null);
        Started started = contender.start(service, configuration);
        running.put(service, started);
        await(service + " to be ready", Duration.ofMillis(3), started.ready());
        note("start to ready, ms: " + service.module(), contender, millisSince(begin));
        copied.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      }
      noteIdle(contender, running);
    } finally {
      close(running);
    }
  }

  private void noteIdle(Contender contender, Map<Service, Started> running)
      throws InterruptedException {
    double before = sum(running, ProcessFigures::cpuSeconds);
    // Not a wait for something to happen: this is what is measured.
    TimeUnit.MILLISECONDS.sleep(IDLE.toMillis());
    double cpu = sum(running, ProcessFigures::cpuSeconds) - before;
    running.forEach(
        (service, started) ->
            note(
                "resident idle, MiB: " + service.module(),
                contender,
                started.figures().residentMib()));
    note("resident idle, MiB: all", contender, sum(running, ProcessFigures::residentMib));
    note("CPU idle, % of a core: all", contender, 100 * cpu / IDLE.toSeconds());
  }

  private void measureLoad(
      Contender contender, TestCluster source, TestCluster target, String alias) throws Exception {
    Path configuration = configuration(contender, source, target, alias, LOAD);
    Map<Service, Started> running = new EnumMap<>(Service.class);
    TopicView copy = new TopicView(target, alias + "." + LOAD);
    try {
      long begin = System.nanoTime();
      for (Service service : contender.services()) {
        running.put(service, contender.start(service, configuration));
      }
      // Each takeover leaves a marker.
      long expected = records() + (contender == Contender.MM2 ? 0 : PARTITIONS);
      await(
          copy.name() + " to be complete",
          Duration.ofMillis(200),
          () -> copy.endOffsets() >= expected);
      double seconds = millisSince(begin) / 1_000;
      String what = megabytes + " MB";
      note("MB/s of " + what + ", start included", contender, megabytes / seconds);
      running.forEach(
          (service, started) ->
              note(
                  "most resident, MiB: " + service.module(),
                  contender,
                  started.figures().mostResidentMib()));
      note("most resident, MiB: all", contender, sum(running, ProcessFigures::mostResidentMib));
      note(
          "CPU s for " + what + ", start included",
          contender,
          sum(running, ProcessFigures::cpuSeconds));
    } finally {
      close(running);
      TopicView.get(target.admin().deleteTopics(List.of(copy.name())).all());
    }
  }

  private void noteSizes(Contender contender) {
    double all = 0;
    for (Service service : contender.services()) {
      double size = contender.megabytes(service);
      all += size;
      note("installed, MiB, without a JRE: " + service.module(), contender, size);
    }
    note("installed, MiB, without a JRE: all", contender, all);
  }

  private void note(String row, Contender contender, double value) {
    synchronized (figures) {
      figures.add(row, contender, value);
    }
    System.out.printf("%s: %s = %.2f%n", contender.title(), row, value);
  }

  private static void await(String what, Duration interval, BooleanSupplier condition) {
    Awaitility.await(what)
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(interval)
        .until(condition::getAsBoolean);
  }

  private static double millisSince(long begin) {
    return (System.nanoTime() - begin) / 1e6;
  }

  private static double sum(
      Map<Service, Started> running, ToDoubleFunction<ProcessFigures> figure) {
    return running.values().stream().map(Started::figures).mapToDouble(figure).sum();
  }

  private static void close(Map<Service, Started> running) {
    running.values().forEach(Started::close);
  }

  private static Path configuration(
      Contender contender, TestCluster source, TestCluster target, String alias, String topic) {
    String both =
        """
        clusters = %1$s, target
        %1$s.bootstrap.servers = %2$s
        target.bootstrap.servers = %3$s
        %1$s->target.enabled = true
        %1$s->target.topics = %4$s
        """
            .formatted(alias, source.bootstrapServers(), target.bootstrapServers(), topic);
    String mirrorMaker =
        """
        tasks.max = 4
        replication.factor = 1
        checkpoints.topic.replication.factor = 1
        heartbeats.topic.replication.factor = 1
        offset-syncs.topic.replication.factor = 1
        offset.storage.replication.factor = 1
        status.storage.replication.factor = 1
        config.storage.replication.factor = 1
        """;
    return Landscape.write(contender == Contender.MM2 ? both + mirrorMaker : both);
  }
}
