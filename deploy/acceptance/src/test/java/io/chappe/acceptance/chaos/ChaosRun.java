package io.chappe.acceptance.chaos;

import io.chappe.acceptance.Arrivals;
import io.chappe.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
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

/** Two clusters, three replicators, some producers, and all that happens to them. */
final class ChaosRun implements AutoCloseable {
  private static final int REPLICATORS = 3;
  private static final Duration SETTLING_LIMIT = Duration.ofMinutes(4);
  private static final Duration QUIET = Duration.ofSeconds(5);

  private final ChaosSettings settings;
  private final Path folder;
  private final EventLog events;
  private final ChaosClusters clusters;
  private final TestCluster us;
  private final TestCluster eu;
  private final Replicators replicators;
  private final EpochsNearEnd epochs;
  private final List<TopicPartition> sources = ChaosTopics.numbered();
  private final List<TopicPartition> copies = sources.stream().map(ChaosTopics::copyOf).toList();
  private final List<TopicPartition> keyed = ChaosTopics.partitions(ChaosTopics.KEYED);
  private final List<TopicPartition> keyedCopies = keyed.stream().map(ChaosTopics::copyOf).toList();
  private final AtomicBoolean producersEnd = new AtomicBoolean();
  private final AtomicBoolean watchEnds = new AtomicBoolean();
  private final List<NumberedProducer> producers;
  private final RefusedBursts afterSilence;
  private final RefusedBursts amongOthers;
  private final Arrivals arrivals;
  private final KeyedWatch keyedWatch;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  ChaosRun(ChaosSettings settings, Path folder, EventLog events) {
    this.settings = settings;
    this.folder = folder;
    this.events = events;
    this.clusters = ChaosClusters.start(folder, settings.remembered());
    this.us = clusters.us();
    this.eu = clusters.eu();
    this.replicators = new Replicators(folder, clusters.configuration(), events);
    this.epochs = new EpochsNearEnd(eu);
    List<TopicPartition> both =
        Stream.of(ChaosTopics.PLAIN, ChaosTopics.MIXED)
            .flatMap(each -> ChaosTopics.partitions(each).stream())
            .toList();
    this.producers =
        List.of(
            producer(0, both, false), producer(1, ChaosTopics.partitions(ChaosTopics.MIXED), true));
    this.afterSilence = new RefusedBursts(us, 2, events);
    this.amongOthers = new RefusedBursts(us, 3, events);
    this.arrivals = new Arrivals(eu, copies, watchEnds);
    this.keyedWatch = new KeyedWatch(eu, keyedCopies, watchEnds);
  }

  private NumberedProducer producer(int id, List<TopicPartition> where, boolean transactional) {
    return new NumberedProducer(
        us, id, where, transactional, settings.seed() + 100 + id, producersEnd, events);
  }

  /** Starts replicators, and waits until copies can be made. */
  void start() {
    clusters.createTopics();
    List<String> ids =
        Stream.concat(sources.stream(), keyed.stream()).map(ChaosTopics::transactionalId).toList();
    List<Integer> left =
        epochs.leave(ids, settings.mostEpochsLeft(), new Random(settings.seed() + 200));
    events.note("epochs left of " + ids + ": " + left);
    IntStream.range(0, REPLICATORS).forEach(each -> replicators.start());
    replicators.awaitAllReady();
    List<String> remote = copies.stream().map(TopicPartition::topic).distinct().toList();
    Awaitility.await("remote topics")
        .atMost(Duration.ofMinutes(1))
        .until(() -> eu.admin().listTopics().names().get().containsAll(remote));
    new BrokerFaults(eu, events).awaitInSync();
  }

  /** Lets records flow and things go wrong, then everything run to its end. */
  ChaosResult run() throws InterruptedException, ExecutionException, IOException {
    List<Future<Void>> watching = submit(List.of(arrivals, keyedWatch));
    Duration begin = events.elapsed();
    List<Future<Void>> producing = submit(producers);
    producing.addAll(submit(List.of(quietProducer(begin), keyedProducer())));
    Random random = new Random(settings.seed() + 201);
    ChaosTopics.partitions(ChaosTopics.OLD).forEach(each -> amongOthers.sendOld(each, random));
    await(submit(tracks(begin)));
    long arrivedAmidFaults = arrivals.count();
    events.note("no more faults");
    producersEnd.set(true);
    await(producing);
    amongOthers.close();
    Contents source = new Contents(us, true);
    source.awaitNoOpenTransactions(sources);
    Map<TopicPartition, Contents.Log> committed = source.read(sources, Function.identity());
    Map<TopicPartition, KeyedLog> written = byCopy(source.readKeyed(keyed));
    events.note("producers have ended, source read");
    awaitSettled(committed, written);
    watchEnds.set(true);
    await(watching);
    return result(committed, written, arrivedAmidFaults);
  }

  private List<Future<Void>> submit(List<? extends Callable<Void>> tasks) {
    List<Future<Void>> submitted = new ArrayList<>();
    tasks.forEach(each -> submitted.add(threads.submit(each)));
    return submitted;
  }

  private static void await(List<Future<Void>> tasks)
      throws ExecutionException, InterruptedException {
    for (Future<Void> each : tasks) {
      each.get();
    }
  }

  private QuietProducer quietProducer(Duration begin) {
    return new QuietProducer(
        afterSilence,
        ChaosTopics.partitions(ChaosTopics.QUIET),
        settings.remembered(),
        () -> !isAfter(begin, settings.lastStop()),
        settings.seed() + 102,
        producersEnd,
        events);
  }

  private KeyedProducer keyedProducer() {
    return new KeyedProducer(us, keyed, settings.seed() + 103, producersEnd, events);
  }

  private boolean isAfter(Duration begin, Duration time) {
    return events.elapsed().minus(begin).compareTo(time) > 0;
  }

  private List<FaultTrack> tracks(Duration begin) {
    BooleanSupplier over =
        () -> isAfter(begin, settings.duration()) && events.faults() >= ChaosSettings.FEWEST_FAULTS;
    BrokerFaults source = new BrokerFaults(us, events);
    BrokerFaults target = new BrokerFaults(eu, events);
    StopFaults stops =
        new StopFaults(
            eu,
            ChaosTopics.partitions(ChaosTopics.PLAIN),
            ChaosTopics.partitions(ChaosTopics.OLD),
            List.of(ChaosTopics.copyOf(ChaosTopics.PLAIN), ChaosTopics.copyOf(ChaosTopics.MIXED)),
            amongOthers,
            settings.longestRefusal(),
            epochs,
            events);
    List<FaultTrack> tracks = new ArrayList<>();
    for (List<Fault> kinds :
        List.<List<Fault>>of(
            List.of(
                replicators::kill,
                replicators::suspend,
                replicators::terminate,
                replicators::resize),
            List.of(source::kill),
            List.of(target::kill, target::freeze))) {
      long seed = settings.seed() + tracks.size();
      tracks.add(new FaultTrack(seed, kinds, FaultTrack.SHORT_PAUSES, over));
    }
    tracks.add(
        new FaultTrack(
            settings.seed() + tracks.size(),
            kindsOfStops(stops),
            settings.betweenStops(),
            () -> isAfter(begin, settings.lastStop())));
    return tracks;
  }

  private List<Fault> kindsOfStops(StopFaults stops) {
    List<Fault> kinds =
        List.of(
            stops::recordFromTheFutureAfterOldOnes, stops::recordFromTheFuture, stops::smallLimit);
    if (!settings.isLong()) {
      return kinds;
    }
    List<Fault> all = new ArrayList<>(kinds);
    all.add(stops::recordFromTheFutureAsEpochsEnd);
    return all;
  }

  /** Until as many records have arrived as were committed, and then no more come. */
  private void awaitSettled(
      Map<TopicPartition, Contents.Log> committed, Map<TopicPartition, KeyedLog> written) {
    try {
      Awaitility.await("the copies to be complete")
          .atMost(SETTLING_LIMIT)
          .pollInterval(Duration.ofMillis(250))
          .until(
              () ->
                  arrivals.quietFor().compareTo(QUIET) > 0
                      && copies.stream().allMatch(each -> isComplete(each, committed))
                      && keyedWatch.isComplete(written));
      events.note("copies are complete");
    } catch (ConditionTimeoutException late) {
      // What is missing is found by the comparison, which says more.
      events.note("copies are not complete after " + SETTLING_LIMIT);
    }
  }

  private boolean isComplete(TopicPartition copy, Map<TopicPartition, Contents.Log> committed) {
    return arrivals.count(copy) >= committed.get(ChaosTopics.sourceOf(copy)).records().size();
  }

  private static Map<TopicPartition, KeyedLog> byCopy(Map<TopicPartition, KeyedLog> logs) {
    Map<TopicPartition, KeyedLog> byCopy = new HashMap<>();
    logs.forEach((source, log) -> byCopy.put(ChaosTopics.copyOf(source), log));
    return byCopy;
  }

  private ChaosResult result(
      Map<TopicPartition, Contents.Log> committed,
      Map<TopicPartition, KeyedLog> written,
      long arrivedAmidFaults)
      throws IOException {
    Contents target = new Contents(eu, false);
    Map<TopicPartition, KeyedLog> seen = new HashMap<>();
    keyedCopies.forEach(each -> seen.put(each, keyedWatch.log(each)));
    return new ChaosResult(
        committed,
        target.read(copies, ChaosTopics::sourceOf),
        new KeyedResult(
            written,
            seen,
            target.readKeyed(keyedCopies),
            AnnouncedRepeats.in(replicators.outputs())),
        producers.stream().mapToLong(NumberedProducer::acknowledged).sum()
            + afterSilence.acknowledged()
            + amongOthers.acknowledged(),
        producers.stream().mapToLong(NumberedProducer::aborts).sum(),
        replicators.takeovers(),
        epochs.ended(),
        arrivedAmidFaults,
        arrivals.longestGaps());
  }

  @Override
  public void close() {
    producersEnd.set(true);
    watchEnds.set(true);
    threads.shutdownNow();
    replicators.close();
    clusters.close();
  }
}
