package io.chappe.acceptance.chaos;

import io.chappe.acceptance.Arrivals;
import io.chappe.testing.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Two clusters, three replicators, two producers, and all that happens to them. */
final class ChaosRun implements AutoCloseable {
  private static final int BROKERS = 3;
  private static final int REPLICATORS = 3;
  private static final int PARTITIONS = 4;
  private static final String PLAIN = "plain";
  private static final String MIXED = "mixed";
  private static final Duration SETTLING_LIMIT = Duration.ofMinutes(4);
  private static final Duration QUIET = Duration.ofSeconds(5);

  private final ChaosSettings settings;
  private final EventLog events;
  private final TestCluster us;
  private final TestCluster eu;
  private final Replicators replicators;
  private final List<TopicPartition> sources = partitions("");
  private final List<TopicPartition> copies = partitions("us.");
  private final List<NumberedProducer> producers;
  private final Arrivals arrivals;
  private final AtomicBoolean producersEnd = new AtomicBoolean();
  private final AtomicBoolean watchEnds = new AtomicBoolean();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  ChaosRun(ChaosSettings settings, Path folder, EventLog events) {
    this.settings = settings;
    this.events = events;
    CompletableFuture<TestCluster> starting =
        CompletableFuture.supplyAsync(() -> cluster("us", folder));
    this.eu = cluster("eu", folder);
    this.us = starting.join();
    this.replicators = new Replicators(folder, configuration(us, eu), events);
    this.producers = List.of(producer(0, sources, false), producer(1, partitionsOf(MIXED), true));
    this.arrivals = new Arrivals(eu, copies, watchEnds);
  }

  private static TestCluster cluster(String name, Path folder) {
    return TestCluster.builder(name)
        .brokers(BROKERS)
        .folder(folder.resolve(name))
        .property("unclean.leader.election.enable", "false")
        .start();
  }

  private static String configuration(TestCluster us, TestCluster eu) {
    return """
        clusters = us, eu
        us.bootstrap.servers = %s
        eu.bootstrap.servers = %s
        us.consumer.session.timeout.ms = 4000
        us.consumer.heartbeat.interval.ms = 500
        us->eu.enabled = true
        us->eu.topics = %s, %s
        replication.factor = 3
        offset-map.topic.replication.factor = 3
        """
        .formatted(us.bootstrapServers(), eu.bootstrapServers(), PLAIN, MIXED);
  }

  private static List<TopicPartition> partitions(String prefix) {
    return Stream.of(PLAIN, MIXED)
        .flatMap(
            topic ->
                IntStream.range(0, PARTITIONS)
                    .mapToObj(number -> new TopicPartition(prefix + topic, number)))
        .toList();
  }

  private List<TopicPartition> partitionsOf(String topic) {
    return sources.stream().filter(each -> each.topic().equals(topic)).toList();
  }

  private NumberedProducer producer(int id, List<TopicPartition> where, boolean transactional) {
    return new NumberedProducer(
        us, id, where, transactional, settings.seed() + 100 + id, producersEnd, events);
  }

  /** Starts replicators and producers, and waits until copies are being made. */
  void start() {
    us.createTopic(PLAIN, PARTITIONS);
    us.createTopic(MIXED, PARTITIONS);
    IntStream.range(0, REPLICATORS).forEach(each -> replicators.start());
    replicators.awaitAllReady();
    Awaitility.await("remote topics")
        .atMost(Duration.ofMinutes(1))
        .until(() -> eu.admin().listTopics().names().get().containsAll(copiesNames()));
    new BrokerFault(eu, events).awaitInSync();
  }

  private List<String> copiesNames() {
    return copies.stream().map(TopicPartition::topic).distinct().toList();
  }

  /** Lets records flow and things go wrong, then everything run to its end. */
  ChaosResult run() throws InterruptedException, ExecutionException {
    Future<Void> watching = threads.submit(arrivals);
    List<Future<Void>> producing = producers.stream().map(threads::submit).toList();
    for (Future<Void> track : tracks()) {
      track.get();
    }
    long arrivedAmidFaults = arrivals.count();
    events.note("no more faults");
    producersEnd.set(true);
    for (Future<Void> each : producing) {
      each.get();
    }
    Contents source = new Contents(us, true);
    source.awaitNoOpenTransactions(sources);
    Map<TopicPartition, Contents.Log> committed = source.read(sources, Function.identity());
    events.note("producers have ended, source read");
    awaitSettled(committed);
    watchEnds.set(true);
    watching.get();
    Map<TopicPartition, Contents.Log> copied =
        new Contents(eu, false).read(copies, ChaosRun::sourceOf);
    return result(committed, copied, arrivedAmidFaults);
  }

  private List<Future<Void>> tracks() {
    Duration begin = events.elapsed();
    BooleanSupplier over =
        () ->
            events.elapsed().minus(begin).compareTo(settings.duration()) > 0
                && events.faults() >= ChaosSettings.FEWEST_FAULTS;
    List<Fault> processes =
        List.of(
            replicators::kill, replicators::suspend, replicators::terminate, replicators::resize);
    Fault source = new BrokerFault(us, events);
    Fault target = new BrokerFault(eu, events);
    List<Future<Void>> tracks = new ArrayList<>();
    for (List<Fault> kinds : List.of(processes, List.of(source), List.of(target))) {
      long seed = settings.seed() + tracks.size();
      tracks.add(threads.submit(new FaultTrack(seed, kinds, over)));
    }
    return tracks;
  }

  /** Until as many records have arrived as were committed, and then no more come. */
  private void awaitSettled(Map<TopicPartition, Contents.Log> committed) {
    try {
      Awaitility.await("the copies to be complete")
          .atMost(SETTLING_LIMIT)
          .pollInterval(Duration.ofMillis(250))
          .until(
              () ->
                  arrivals.quietFor().compareTo(QUIET) > 0
                      && copies.stream().allMatch(each -> isComplete(each, committed)));
      events.note("copies are complete");
    } catch (ConditionTimeoutException late) {
      // What is missing is found by the comparison, which says more.
      events.note("copies are not complete after " + SETTLING_LIMIT);
    }
  }

  private boolean isComplete(TopicPartition copy, Map<TopicPartition, Contents.Log> committed) {
    return arrivals.count(copy) >= committed.get(sourceOf(copy)).records().size();
  }

  private static TopicPartition sourceOf(TopicPartition copy) {
    return new TopicPartition(copy.topic().substring("us.".length()), copy.partition());
  }

  private ChaosResult result(
      Map<TopicPartition, Contents.Log> committed,
      Map<TopicPartition, Contents.Log> copied,
      long arrivedAmidFaults) {
    return new ChaosResult(
        committed,
        copied,
        producers.stream().mapToLong(NumberedProducer::acknowledged).sum(),
        producers.stream().mapToLong(NumberedProducer::aborts).sum(),
        replicators.takeovers(),
        arrivedAmidFaults,
        arrivals.longestGaps());
  }

  @Override
  public void close() {
    producersEnd.set(true);
    watchEnds.set(true);
    threads.shutdownNow();
    replicators.close();
    us.close();
    eu.close();
  }
}
