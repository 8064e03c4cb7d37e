package io.chappe.replicator.topics;

import io.chappe.config.FlowConfig;
import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.loop.ServiceLoop;
import io.chappe.replicator.topics.catalog.Catalog;
import io.chappe.replicator.topics.catalog.CatalogListener;
import io.chappe.replicator.topics.catalog.CopiedTopic;
import io.chappe.replicator.topics.catalog.RemoteTopic;
import io.chappe.replicator.topics.catalog.SourceTopic;
import io.chappe.replicator.topics.catalog.TopicsObserver;
import io.chappe.replicator.topics.cluster.ClusterCalls;
import io.chappe.replicator.topics.cluster.ClusterUnavailableException;
import io.chappe.replicator.topics.creation.OffsetMapTopicCreation;
import io.chappe.replicator.topics.creation.RemoteTopics;
import io.chappe.replicator.topics.deletion.DepartedTopics;
import io.chappe.replicator.topics.deletion.SourceWitnesses;
import io.chappe.replicator.topics.deletion.TargetCopies;
import io.chappe.replicator.topics.deletion.TopicDeletions;
import io.chappe.replicator.topics.properties.AclSync;
import io.chappe.replicator.topics.properties.ConfigSync;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the topics of one flow: looks for source topics, makes their remote topics and tells a
 * listener what there is. Owns one thread, {@code chappe-<flow>-topics}, and an admin client for
 * each cluster. Several instances may do this for the same flow at once.
 *
 * <p>Nothing is ever created on the source. A cluster that is away is tried again within seconds,
 * and what was known stays known.
 */
public final class FlowTopics implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(FlowTopics.class);

  /** How often remote topics are looked after if the look for source topics is switched off. */
  private static final Duration DEFAULT_ROUND = Duration.ofSeconds(5);

  /** Some 70 properties are read and compared: thousands of topics are compared less often. */
  private static final Duration CONFIGS_OF_A_TOPIC = Duration.ofMillis(500);

  private static final Duration OF_A_PARTITION = Duration.ofMillis(10);

  /** However many there are: as often as MirrorMaker 2 looks by default. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private static final Duration CLOSE_LIMIT = Duration.ofMillis(1500);

  private final FlowConfig flow;
  private final CatalogListener listener;
  private final Runnable tick;
  private final ClusterCalls source;
  private final ClusterCalls target;
  private final TwoClusters clusters;
  private final Discovery discovery;
  private final OffsetMapTopicCreation offsetMapTopic;
  private final RemoteTopics remoteTopics;
  private final ConfigSync configSync;
  private final AclSync aclSync;
  private final TopicDeletions deletions;
  private final ProducerExpiry producerExpiry;
  private final DepartedTopics departed;
  private final Schedule configSyncs;
  private final Schedule aclSyncs;
  private final ClusterProblems clusterProblems;
  private final ServiceLoop loop;

  private Map<String, SourceTopic> topics;
  private volatile Optional<Failure> trouble = Optional.empty();
  private volatile Catalog catalog = Catalog.EMPTY;
  private volatile Map<String, Failure> problems = Map.of();
  private volatile Map<String, String> refused = Map.of();

  /**
   * @param flow the flow
   * @param names remote topics of all flows of this process
   * @param memory what this process has seen of the flow's topics before
   * @param listener is told when the catalog changed
   * @param observer sees what is done and what fails
   * @param tick called at least each time a cluster answered or a call timed out: what watches the
   *     thread should allow for a pause of a minute
   */
  public FlowTopics(
      FlowConfig flow,
      RemoteNames names,
      TopicsMemory memory,
      CatalogListener listener,
      TopicsObserver observer,
      Runnable tick) {
    this(flow, names, memory, listener, observer, tick, System::nanoTime);
  }

  FlowTopics(
      FlowConfig flow,
      RemoteNames names,
      TopicsMemory memory,
      CatalogListener listener,
      TopicsObserver observer,
      Runnable tick,
      LongSupplier nanoTime) {
    String name = "chappe-" + flow.id() + "-topics";
    this.flow = flow;
    this.listener = listener;
    this.tick = tick;
    this.source = new ClusterCalls(flow.id().source(), flow.source().admin(), name, tick);
    this.target = new ClusterCalls(flow.id().target(), flow.target().admin(), name, tick);
    this.clusters = new TwoClusters(flow.id(), source::clusterId, target::clusterId, observer);
    this.discovery = new Discovery(flow, names, source, memory, observer, nanoTime);
    this.offsetMapTopic = new OffsetMapTopicCreation(flow, target, memory.mapTopic(), listener);
    this.remoteTopics = new RemoteTopics(flow, source, target, observer, nanoTime);
    this.configSync = new ConfigSync(flow, source, target, observer, nanoTime);
    this.aclSync = new AclSync(flow, source, target, observer, nanoTime);
    this.deletions =
        new TopicDeletions(
            flow,
            new SourceWitnesses(flow, source, tick),
            new TargetCopies(flow, target, tick),
            observer,
            InstantSource.system(),
            nanoTime);
    this.producerExpiry = new ProducerExpiry(target, nanoTime);
    this.departed = new DepartedTopics(source, target, nanoTime);
    this.configSyncs = new Schedule(flow.topics().syncConfigsInterval(), nanoTime);
    this.aclSyncs = new Schedule(flow.topics().syncAclsInterval(), nanoTime);
    this.clusterProblems = new ClusterProblems(flow.id(), observer);
    this.loop =
        new ServiceLoop(
            Thread.ofPlatform().daemon().name(name),
            this::turn,
            new TurnTrouble(),
            List.of(discovery::close, source, target));
  }

  /** Starts the thread; once. */
  public void start() {
    loop.start();
  }

  /** What is replicated, as last seen. */
  public Catalog catalog() {
    return catalog;
  }

  /** Why a topic is not replicated or not configured as it should be, by the topic's name. */
  public Map<String, Failure> problems() {
    Optional<Failure> failure = trouble;
    if (failure.isEmpty()) {
      return problems;
    }
    Map<String, Failure> all = new HashMap<>(problems);
    all.put("(all)", failure.get());
    return Collections.unmodifiableMap(all);
  }

  /**
   * Why a topic that the filter asks for must not be replicated: copies from the target among
   * others, so this is no trouble as such.
   */
  public Map<String, String> refused() {
    return refused;
  }

  /** Which cluster is away or can't be the flow's target, and why, by alias. */
  public Map<String, Failure> clusterProblems() {
    Map<String, Failure> failures = new HashMap<>(clusterProblems.failures());
    clusters.problem().ifPresent(problem -> failures.put(flow.id().target(), problem));
    return Map.copyOf(failures);
  }

  /**
   * Takes an operator's yes to the deletion of many remote topics at once.
   *
   * @param until when it ends; empty to take it back
   */
  public void confirmDeletions(Optional<Instant> until) {
    deletions.confirmed(until);
    refresh();
  }

  /** Looks again at once rather than at the next interval. */
  public void refresh() {
    loop.wake();
  }

  /** Ends the thread within about a second, whatever the brokers do. */
  @Override
  public void close() {
    loop.end();
    loop.interrupt();
    loop.awaitEnd(CLOSE_LIMIT);
  }

  private Duration turn() throws InterruptedException {
    tick.run();
    long begin = System.nanoTime();
    Duration interval = round();
    publish();
    tell(listener::looked);
    return longer(Duration.ZERO, interval.minusNanos(System.nanoTime() - begin));
  }

  /** A bug: a turn is lost, not the thread. */
  private final class TurnTrouble implements ServiceLoop.Trouble {
    @Override
    public void failed(Throwable thrown) {
      Failure failure =
          new Failure.Retry(
              Reason.of(thrown), "looking after topics failed: " + ClusterCalls.message(thrown));
      if (!trouble.equals(Optional.of(failure))) {
        LOGGER.error(
            "looking after topics failed, will be tried again: flow={}", flow.id(), thrown);
      }
      trouble = Optional.of(failure);
    }

    @Override
    public void over() {
      trouble = Optional.empty();
      LOGGER.info("looking after topics works again: flow={}", flow.id());
    }
  }

  /** One look at everything; returns the time from its beginning to the next. */
  private Duration round() throws InterruptedException {
    try {
      discover();
      clusters.compare();
      if (clusters.problem().isPresent()) {
        return roundInterval();
      }
      publish();
      offsetMapTopic.ensure();
      remoteTopics.ensure(topics.values(), this::publish);
      clusterProblems.works(flow.id().target());
      sync();
      return roundInterval();
    } catch (ClusterUnavailableException e) {
      // Counts from the beginning of a round, which may have waited long for an answer.
      return shorter(clusterProblems.failed(e), roundInterval());
    }
  }

  private void discover() throws ClusterUnavailableException, InterruptedException {
    if (topics == null || isOn(flow.topics().refreshInterval())) {
      topics = discovery.look();
      if (flow.topics().deletions().enabled()) {
        deletions.notice(catalog, topics);
      }
      departed.notice(catalog, topics);
      clusterProblems.works(flow.id().source());
    }
  }

  private void sync() throws ClusterUnavailableException, InterruptedException {
    if (configSyncs.isDue()) {
      configSync.sync(catalog);
      configSyncs.done(shorter(LONGEST, CONFIGS_OF_A_TOPIC.multipliedBy(topics.size())));
    }
    if (aclSyncs.isDue()) {
      aclSync.sync(catalog);
      aclSyncs.done();
    }
    if (flow.topics().deletions().enabled()) {
      deletions.deleteDue();
    }
    producerExpiry
        .look()
        .ifPresent(
            times ->
                tell(
                    () ->
                        listener.producersExpireAfter(
                            times.producerMs(), times.transactionalIdMs())));
    List<CopiedTopic> gone = departed.gone();
    if (!gone.isEmpty()) {
      tell(() -> listener.gone(gone));
    }
  }

  private Duration roundInterval() {
    Duration discovery =
        isOn(flow.topics().refreshInterval()) ? flow.topics().refreshInterval() : DEFAULT_ROUND;
    Duration shortest = topics == null ? Duration.ZERO : shortestRound(topics.values());
    return configSyncs.atMost(aclSyncs.atMost(longer(discovery, shortest)));
  }

  /**
   * A look has all partitions of both clusters described: ten seconds for each thousand keep it to
   * less than a hundredth of the time.
   */
  static Duration shortestRound(Collection<SourceTopic> topics) {
    long partitions = topics.stream().mapToLong(SourceTopic::partitions).sum();
    return shorter(LONGEST, OF_A_PARTITION.multipliedBy(partitions));
  }

  private void publish() {
    if (topics == null) {
      return;
    }
    Map<String, Failure> found = new HashMap<>(configSync.problems());
    found.putAll(aclSync.problems());
    found.putAll(deletions.problems());
    found.putAll(discovery.problems());
    found.putAll(remoteTopics.problems());
    offsetMapTopic
        .problem()
        .ifPresent(problem -> found.put(flow.naming().offsetMapTopic(), problem));
    problems = Collections.unmodifiableMap(found);
    refused = discovery.refused();
    Map<String, RemoteTopic> remotes = new HashMap<>(remoteTopics.known());
    remotes.keySet().retainAll(topics.keySet());
    Catalog now =
        clusters.problem().isPresent()
            ? Catalog.EMPTY
            : new Catalog(topics, remotes, remoteTopics.absent());
    if (!now.equals(catalog)) {
      catalog = now;
      tell(() -> listener.catalogChanged(now));
    }
  }

  private void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOGGER.error("listener failed: flow={}", flow.id(), e);
    }
  }

  private static boolean isOn(Duration interval) {
    return interval.isPositive();
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
