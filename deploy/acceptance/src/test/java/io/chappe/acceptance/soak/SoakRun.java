package io.chappe.acceptance.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.acceptance.Landscape;
import io.chappe.acceptance.Patience;
import io.chappe.acceptance.ProcessFigures;
import io.chappe.acceptance.Service;
import io.chappe.acceptance.ServiceProcess;
import io.chappe.acceptance.TopicView;
import io.chappe.acceptance.soak.Growth.Bound;
import io.chappe.testing.Records;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** The services between two clusters, and the rounds that they go through. */
final class SoakRun implements AutoCloseable {
  private static final String STEADY = "steady";
  private static final int STEADY_PARTITIONS = 4;
  private static final int STEADY_RECORDS = 400;
  private static final String MAP_RECORDS = "offset map, records";
  private static final String MAP_BYTES = "offset map, bytes";

  /**
   * Without a limit the old part of a native heap isn't collected before it has some 100 MiB, and
   * what grows can't be told from what waits for that.
   */
  private static final String SMALL_HEAP = "-Xmx64m";

  private static final Duration EXIT_LIMIT = Duration.ofMinutes(2);

  /** How long what is known of deleted topics may take to go, before figures are taken. */
  private static final Duration FORGETTING = Duration.ofSeconds(40);

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final SoakClusters clusters = SoakClusters.start();
  private final Path configuration = Landscape.write(clusters.configuration());
  private final Map<Service, ServiceProcess> services = new EnumMap<>(Service.class);
  private final Growth growth = new Growth();
  private final boolean nativeExecutables;
  private Optional<ServiceProcess> second = Optional.empty();
  private int rounds;
  private int roundsAtBeginning;
  private long steadyRecords;

  SoakRun(boolean nativeExecutables) {
    this.nativeExecutables = nativeExecutables;
  }

  void start() {
    clusters.us().createTopic(STEADY, STEADY_PARTITIONS);
    for (Service each : Service.values()) {
      services.put(each, startReady(each));
    }
    Awaitility.await("the copy of " + STEADY)
        .atMost(Patience.LIMIT)
        .until(new TopicView(clusters.eu(), "us." + STEADY)::exists);
    clusters.cleanMapAtOnce();
  }

  private ServiceProcess startReady(Service service) {
    List<String> command = new ArrayList<>(service.command());
    if (nativeExecutables) {
      command.add(SMALL_HEAP);
    }
    return ServiceProcess.startReady(service, configuration, command);
  }

  /** Creates topics, fills them, has a replicator join or leave amid that, and deletes them. */
  void round() {
    rounds++;
    long begin = System.nanoTime();
    ChurningTopics topics = new ChurningTopics(clusters.us(), clusters.eu(), rounds);
    topics.create();
    topics.fill();
    fillSteady();
    awaitCopied(topics);
    topics.commitOffsets();
    joinOrLeave();
    topics.fill();
    fillSteady();
    awaitCopied(topics);
    topics.delete();
    System.out.printf(
        "soak: round %d took %d ms, replicator %.0f MiB%n",
        rounds,
        Duration.ofNanos(System.nanoTime() - begin).toMillis(),
        figures(Service.REPLICATOR).residentMib());
  }

  int rounds() {
    return rounds;
  }

  private void awaitCopied(ChurningTopics topics) {
    assertThat(clusters.count(topics.copies(), topics.written()))
        .as("records in the copies of topics of round %d", rounds)
        .isEqualTo(topics.written());
  }

  private void fillSteady() {
    try (Producer<byte[], byte[]> producer =
        Records.producer(clusters.us(), Map.of("linger.ms", 5))) {
      Records.send(
          producer,
          IntStream.range(0, STEADY_RECORDS)
              .mapToObj(
                  each ->
                      new ProducerRecord<byte[], byte[]>(
                          STEADY, each % STEADY_PARTITIONS, null, new byte[100]))
              .toList());
    }
    steadyRecords += STEADY_RECORDS;
  }

  private void joinOrLeave() {
    if (second.isEmpty()) {
      second = Optional.of(startReady(Service.REPLICATOR));
    } else {
      second.get().sigterm();
      second.get().awaitExit(EXIT_LIMIT);
      second.get().close();
      second = Optional.empty();
    }
  }

  /** Fails unless the topic that stays was copied once. */
  void checkSteady() {
    List<TopicPartition> copies =
        IntStream.range(0, STEADY_PARTITIONS)
            .mapToObj(each -> new TopicPartition("us." + STEADY, each))
            .toList();
    assertThat(clusters.count(copies, steadyRecords))
        .as("records in the copy of " + STEADY)
        .isEqualTo(steadyRecords);
  }

  /** Takes the figures, at the latest when all had time enough to go that isn't needed any more. */
  void measure() {
    if (roundsAtBeginning == 0) {
      roundsAtBeginning = rounds;
    }
    try {
      Awaitility.await("what is known of deleted topics to go")
          .atMost(FORGETTING)
          .pollInterval(BETWEEN_LOOKS)
          .until(
              () ->
                  services.values().stream()
                      .noneMatch(each -> each.get("/q/metrics").contains("\"again-")));
    } catch (ConditionTimeoutException stays) {
      System.out.println("soak: metrics still tell of deleted topics");
    }
    growth.add(figures());
  }

  Growth growth() {
    return growth;
  }

  private SequencedMap<String, Double> figures() {
    SequencedMap<String, Double> figures = new LinkedHashMap<>();
    services.forEach(
        (service, process) -> {
          ProcessFigures found = figures(service);
          figures.put(resident(service), found.residentMib());
          figures.put(service.module() + ", most resident, MiB", found.mostResidentMib());
          figures.put(threads(service), found.threads());
          figures.put(descriptors(service), found.descriptors());
          figures.put(series(service), series(process));
        });
    figures.put(MAP_RECORDS, clusters.mapRecords());
    figures.put(MAP_BYTES, clusters.mapBytes());
    return figures;
  }

  private ProcessFigures figures(Service service) {
    return new ProcessFigures(services.get(service).pid());
  }

  private static double series(ServiceProcess process) {
    return process
        .get("/q/metrics")
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .count();
  }

  /**
   * How much each figure may have grown by the end. A replicator that comes or goes leaves a run in
   * the map for each partition that moves: that is what the topic that stays may add.
   */
  SequencedMap<String, Bound> bounds() {
    SequencedMap<String, Bound> bounds = new LinkedHashMap<>();
    for (Service each : Service.values()) {
      bounds.put(resident(each), new Bound(1.25, nativeExecutables ? 24 : 96));
      bounds.put(threads(each), new Bound(1, 8));
      bounds.put(descriptors(each), new Bound(1, 16));
      bounds.put(series(each), new Bound(1.05, 20));
    }
    double runs = (double) (rounds - roundsAtBeginning) * STEADY_PARTITIONS;
    bounds.put(MAP_RECORDS, new Bound(1.5, 100 + runs));
    bounds.put(MAP_BYTES, new Bound(1.5, 65_536 + 300 * runs));
    return bounds;
  }

  private static String resident(Service service) {
    return service.module() + ", resident, MiB";
  }

  private static String threads(Service service) {
    return service.module() + ", threads";
  }

  private static String descriptors(Service service) {
    return service.module() + ", file descriptors";
  }

  private static String series(Service service) {
    return service.module() + ", metric series";
  }

  @Override
  public void close() {
    second.ifPresent(ServiceProcess::close);
    services.values().forEach(ServiceProcess::close);
    clusters.close();
  }
}
