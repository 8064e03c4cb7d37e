package io.chappe.replicator;

import io.chappe.config.FlowConfig;
import io.chappe.config.SourceLoss;
import io.chappe.failure.Failure;
import io.chappe.lag.PositionNote;
import io.chappe.loop.Closes;
import io.chappe.offsetmap.Incarnation;
import io.chappe.replicator.copy.CopyLoop;
import io.chappe.replicator.copy.PartitionReport;
import io.chappe.replicator.copy.port.CopyTask;
import io.chappe.replicator.copy.port.DeadLetters;
import io.chappe.replicator.deadletter.DeadLetterTopic;
import io.chappe.replicator.lag.LagWatch;
import io.chappe.replicator.ownership.GroupPeers;
import io.chappe.replicator.ownership.OwnershipListener;
import io.chappe.replicator.ownership.PartitionOwnership;
import io.chappe.replicator.topics.FlowTopics;
import io.chappe.replicator.topics.RemoteNames;
import io.chappe.replicator.topics.TopicsMemory;
import io.chappe.replicator.topics.catalog.Catalog;
import io.chappe.replicator.topics.catalog.CatalogListener;
import io.chappe.replicator.topics.catalog.CopiedTopic;
import io.chappe.replicator.topics.catalog.SourceTopic;
import io.chappe.replicator.transform.FlowRecords;
import io.chappe.replicator.wire.KafkaConnections;
import io.chappe.service.FlowChange;
import io.chappe.service.LoopWatch;
import io.chappe.service.RunningFlow;
import io.chappe.status.FlowReport;
import io.chappe.status.FlowStatus;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Replicates the data of one flow, this instance's share of it. Ties together who finds the topics
 * ({@link FlowTopics}), who says which partitions are ours ({@link PartitionOwnership}) and who
 * copies them ({@link CopyLoop}).
 */
final class FlowReplicator implements RunningFlow {
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(2);

  /** A group may need its session timeout to notice a member that is gone, then two rounds. */
  private static final Duration HAND_OVER_LIMIT = Duration.ofSeconds(30);

  /** The same when this instance ends. */
  private static final Duration LEAVING_LIMIT = Duration.ofSeconds(4);

  private volatile FlowConfig flow;
  private final ClusterAliases aliases;
  private final RemoteNames names;
  private final FlowMeters meters;
  private volatile FlowTopics topics;
  private volatile Catalog catalog = Catalog.EMPTY;
  private volatile Own own = new Own(Set.of(), Catalog.EMPTY, Set.of());
  private final PartitionOwnership ownership;
  private final CopyLoop copyLoop;
  private final RateShare share;
  private final FlowRecords records;
  private final Optional<DeadLetters> deadLetters;
  private final TopicsMemory topicsMemory = new TopicsMemory(System::currentTimeMillis);
  private volatile boolean mapUsable = true;
  private final RemoteTopicIds remoteTopicIds = new RemoteTopicIds();
  private final LagWatch lagWatch;
  private final LoopWatch.Loop finding;
  private final List<LoopWatch.Loop> watched;
  private final Shares shares = new Shares();

  /**
   * @throws io.chappe.config.ConfigurationException if a transformation doesn't take its
   *     configuration
   */
  FlowReplicator(
      FlowConfig flow,
      FlowMeters meters,
      ClusterAliases aliases,
      RemoteNames names,
      LoopWatch loops) {
    this.flow = flow;
    this.aliases = aliases;
    this.names = names;
    this.meters = meters;
    this.records = new FlowRecords(flow, meters::leftOut);
    String name = "chappe-" + flow.id();
    LoopWatch.Loop fetching = loops.register(name + "-fetch", Duration.ofSeconds(30));
    LoopWatch.Loop copying = loops.register(name + "-copy", Duration.ofSeconds(30));
    LoopWatch.Loop owning = loops.register(name + "-owner", Duration.ofSeconds(60));
    this.finding = loops.register(name + "-topics", Duration.ofSeconds(120));
    LoopWatch.Loop watching = loops.register(name + "-lag", Duration.ofSeconds(60));
    this.watched = List.of(fetching, copying, owning, finding, watching);
    this.share = new RateShare(flow.naming()::isHeartbeatsTopic);
    this.copyLoop =
        new CopyLoop(
            name + "-copy",
            flow.naming().offsetMapTopic(),
            flow.copy().offsetMapMaxRuns(),
            new KafkaConnections(
                flow.source(),
                flow.target(),
                name,
                flow.copy().bufferBytes(),
                share.traffic(),
                fetching::tick),
            meters,
            copying::tick);
    this.deadLetters =
        flow.records()
            .deadLetters()
            .map(settings -> new DeadLetterTopic(flow.id(), settings, flow.target(), copyLoop));
    this.ownership = new PartitionOwnership(flow, shares, meters.ownership(), owning::tick);
    this.topics = newTopics(flow);
    this.lagWatch =
        new LagWatch(flow, meters.lag(), this::ownPartitions, copyLoop::ends, watching::tick);
    copyLoop.onReport(this::mirrorPositions);
    copyLoop.onSourceLoss(flow.copy().onSourceLoss());
    share.limit(flow.copy().rateLimit());
    share.pause(flow.copy().paused());
    meters.watch(copyLoop, flow.copy().bufferBytes());
    meters.watch(share.traffic());
    meters.watch(lagWatch, flow.id());
  }

  @Override
  public void start() {
    copyLoop.start();
    ownership.start();
    topics.start();
    lagWatch.start();
  }

  /** The partitions that are ours to copy, copied or not; empty before that is known. */
  private Optional<Set<TopicPartition>> ownPartitions() {
    if (catalog.equals(Catalog.EMPTY) || ownership.problem().isPresent()) {
      return Optional.empty();
    }
    Set<TopicPartition> owned = ownership.owned();
    Catalog now = catalog;
    Own last = own;
    if (last.owned != owned || last.catalog != now) {
      last =
          new Own(
              owned,
              now,
              owned.stream()
                  .filter(each -> now.topics().containsKey(each.topic()))
                  .collect(Collectors.toUnmodifiableSet()));
      own = last;
    }
    return Optional.of(last.partitions);
  }

  /** Of thousands of partitions, the set is made only when there are others. */
  private record Own(Set<TopicPartition> owned, Catalog catalog, Set<TopicPartition> partitions) {}

  private FlowTopics newTopics(FlowConfig config) {
    AtomicReference<FlowTopics> made = new AtomicReference<>();
    made.set(
        new FlowTopics(
            config,
            names,
            topicsMemory,
            new TopicsListener(made::get),
            meters.topics(aliases),
            finding::tick));
    return made.get();
  }

  /** What one keeper of the topics tells. */
  private final class TopicsListener implements CatalogListener {
    private final Supplier<FlowTopics> teller;

    private TopicsListener(Supplier<FlowTopics> teller) {
      this.teller = teller;
    }

    @Override
    public void catalogChanged(Catalog found) {
      FlowReplicator.this.catalogChanged(teller.get(), found);
    }

    @Override
    public void looked() {
      // Time and again: a takeover may have found a topic that was just about to go.
      if (!catalog.absent().isEmpty()) {
        copyLoop.targetsGone(catalog.absent());
      }
      shares.tellBlocked();
    }

    @Override
    public void gone(List<CopiedTopic> topics) {
      if (isFirst()) {
        topics.forEach(FlowReplicator.this::removeRuns);
      }
    }

    @Override
    public void producersExpireAfter(long producerMs, long transactionalIdMs) {
      copyLoop.onForgetting(producerMs, transactionalIdMs);
    }

    @Override
    public void offsetMapLost() {
      meters.offsetMapLost();
      copyLoop.offsetMapLost();
    }

    @Override
    public void offsetMapUsable(boolean usable) {
      if (usable == mapUsable) {
        return;
      }
      mapUsable = usable;
      share.hold(!usable);
      if (usable) {
        // What it has lost meanwhile is still in the memory of those who held on.
        copyLoop.offsetMapLost();
        shares.copyWhatCanBe();
      }
    }
  }

  /** One that was replaced meanwhile has nothing to say any more. */
  private synchronized void catalogChanged(FlowTopics teller, Catalog found) {
    if (teller != topics) {
      return;
    }
    Catalog before = catalog;
    catalog = found;
    ownership.subscribe(found.partitions());
    share.catalog(found);
    remoteTopicIds.replacedBy(found).forEach(copyLoop::targetDeleted);
    if (!found.absent().isEmpty()) {
      copyLoop.targetsGone(found.absent());
    }
    shares.copyAnew(
        ownership.owned().stream()
            .filter(partition -> isRenamed(partition.topic(), before, found))
            .toList());
  }

  private static boolean isRenamed(String topic, Catalog before, Catalog now) {
    SourceTopic old = before.topics().get(topic);
    SourceTopic found = now.topics().get(topic);
    return old != null && found != null && !old.remoteName().equals(found.remoteName());
  }

  /**
   * Changes the flow's rate limit while it runs.
   *
   * @param bytesPerSecond for all instances together, 0 for no limit
   */
  void limitRate(long bytesPerSecond) {
    share.limit(bytesPerSecond);
  }

  /** What is copied is copied on meanwhile. */
  @Override
  public synchronized boolean change(FlowConfig before, FlowConfig next) {
    if (FlowChange.between(before, next) == FlowChange.RESTART) {
      return false;
    }
    flow = next;
    limitRate(next.copy().rateLimit());
    share.pause(next.copy().paused());
    if (before.copy().onSourceLoss() != next.copy().onSourceLoss()) {
      onSourceLoss(next.copy().onSourceLoss());
    }
    if (FlowChange.ofTopics(before, next)) {
      FlowTopics old = topics;
      topics = newTopics(next);
      topics.start();
      Thread.ofVirtual().start(old::close);
    } else {
      topics.confirmDeletions(next.topics().deletions().confirmedUntil());
    }
    return true;
  }

  /**
   * Changes what is done where the source has deleted records before they were copied. Partitions
   * that stopped for that go on if they now may.
   */
  void onSourceLoss(SourceLoss policy) {
    copyLoop.onSourceLoss(policy);
  }

  private void mirrorPositions(Map<TopicPartition, PartitionReport> reports) {
    Set<String> replicated = catalog.topics().keySet();
    meters.retain(replicated);
    meters.copying(reports);
    ownership.commit(MirroredPositions.of(reports, replicated, meters.lag()::newestMs));
  }

  /** What the group gives us and takes from us, as orders to the copy loop. */
  private final class Shares implements OwnershipListener {
    private volatile boolean ending;
    private volatile boolean deserted;
    private volatile CountDownLatch handedOver = new CountDownLatch(0);

    /** Partitions that are ours and have no remote partition yet. */
    private final Set<TopicPartition> waiting = new HashSet<>();

    /** Those of them of which the group was told that there is nothing on the target. */
    private final Set<TopicPartition> toldNothing = new HashSet<>();

    @Override
    public void assigned(Collection<TopicPartition> partitions) {
      share.assigned(partitions);
      lagWatch.refresh();
      synchronized (waiting) {
        waiting.addAll(partitions);
      }
      copyWhatCanBe();
      if (partitions.stream().anyMatch(each -> catalog.remoteFor(each).isEmpty())) {
        // The group has seen new partitions first: their remote partitions are needed now.
        topics.refresh();
      }
    }

    /** Their remote topics are others now: as soon as those are there. */
    private void copyAnew(Collection<TopicPartition> partitions) {
      partitions.forEach(meters.lag()::beginsAnew);
      synchronized (waiting) {
        waiting.addAll(partitions);
        // What goes on being copied to the topic before is no copy of theirs any more.
        partitions.stream()
            .filter(each -> catalog.remoteFor(each).isEmpty())
            .forEach(copyLoop::abandon);
      }
      copyWhatCanBe();
    }

    private void copyWhatCanBe() {
      if (!mapUsable) {
        return;
      }
      synchronized (waiting) {
        List<TopicPartition> ready =
            waiting.stream().filter(each -> catalog.remoteFor(each).isPresent()).toList();
        ready.forEach(partition -> copyLoop.copy(task(partition)));
        ready.forEach(waiting::remove);
        toldNothing.retainAll(waiting);
        tellNothingThere();
      }
      tellBlocked();
    }

    /** What was committed of a copy before may be about a remote topic that is no more. */
    private void tellNothingThere() {
      Map<TopicPartition, OffsetAndMetadata> news =
          waiting.stream()
              .filter(each -> catalog.isAbsent(each) && toldNothing.add(each))
              .collect(Collectors.toMap(each -> each, each -> PositionNote.nothingThere(false)));
      if (!news.isEmpty()) {
        news.keySet().forEach(meters.lag()::beginsAnew);
        ownership.commit(news);
      }
    }

    private void tellBlocked() {
      synchronized (waiting) {
        meters.blocked(BlockedPartitions.of(waiting, topics.problems()));
      }
    }

    private void forget(Collection<TopicPartition> partitions) {
      share.gone(partitions);
      synchronized (waiting) {
        partitions.forEach(waiting::remove);
      }
      tellBlocked();
    }

    /** The next owner begins by fencing us out: until then there is no reason to stand still. */
    @Override
    public void revoked(Collection<TopicPartition> partitions) {
      forget(partitions);
      Map<Boolean, List<TopicPartition>> wanted =
          partitions.stream().collect(Collectors.partitioningBy(this::hasNextOwner));
      handOver(wanted.get(true));
      drain(wanted.get(false));
    }

    private boolean hasNextOwner(TopicPartition partition) {
      return !deserted && catalog.topics().containsKey(partition.topic());
    }

    @Override
    public void lost(Collection<TopicPartition> partitions) {
      forget(partitions);
      Map<Boolean, List<TopicPartition>> fenced =
          partitions.stream().collect(Collectors.partitioningBy(each -> task(each).exclusive()));
      handOver(fenced.get(true));
      fenced.get(false).forEach(copyLoop::abandon);
    }

    private void handOver(Collection<TopicPartition> partitions) {
      Duration limit = ending ? LEAVING_LIMIT : HAND_OVER_LIMIT;
      CountDownLatch left = new CountDownLatch(partitions.size());
      partitions.forEach(
          each -> copyLoop.handOver(each, limit.toMillis(), position -> left.countDown()));
      handedOver = left;
    }

    private void drain(Collection<TopicPartition> partitions) {
      CountDownLatch left = new CountDownLatch(partitions.size());
      Set<TopicPartition> stopped = stopped();
      for (TopicPartition partition : partitions) {
        copyLoop.release(
            partition,
            position -> {
              Set<String> replicated = catalog.topics().keySet();
              if (position >= 0 && replicated.contains(partition.topic())) {
                ownership.commit(
                    Map.of(
                        partition,
                        new PositionNote(
                                meters.lag().newestMs(partition), stopped.contains(partition))
                            .beside(position)));
              }
              meters.retain(replicated);
              left.countDown();
            });
      }
      try {
        if (!left.await(DRAIN_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
          partitions.forEach(copyLoop::abandon);
        }
      } catch (InterruptedException interrupted) {
        partitions.forEach(copyLoop::abandon);
        Thread.currentThread().interrupt();
      }
    }

    /** Those that need help, not another owner. */
    private Set<TopicPartition> stopped() {
      return copyLoop.reports().entrySet().stream()
          .filter(each -> each.getValue().isStopped())
          .map(Map.Entry::getKey)
          .collect(Collectors.toSet());
    }

    /** Leaves the group, and waits for those who go on with what we had, if there are any. */
    private void end() {
      ending = true;
      Closes.inOrder(
          "share of " + flow.id(),
          List.of(() -> deserted = !new GroupPeers(flow).arePresent(), ownership));
      try {
        handedOver.await(LEAVING_LIMIT.plus(DRAIN_LIMIT).toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private CopyTask task(TopicPartition partition) {
    String remote =
        Optional.ofNullable(catalog.topics().get(partition.topic()))
            .map(SourceTopic::remoteName)
            .orElseGet(() -> flow.naming().remoteTopic(partition.topic()));
    TopicPartition target = new TopicPartition(remote, partition.partition());
    return new CopyTask(
        partition,
        target,
        transactionalId(partition),
        startTimestamp(partition),
        !flow.copy().shared().accepts(remote),
        records.changeOf(partition, target),
        deadLetters);
  }

  /** Whether what one instance is to do is to be done here: mostly true for one at a time. */
  private boolean isFirst() {
    Optional<TopicPartition> first =
        catalog.topics().keySet().stream()
            .min(Comparator.naturalOrder())
            .map(topic -> new TopicPartition(topic, 0));
    return first.isEmpty() || ownership.owned().contains(first.get());
  }

  private void removeRuns(CopiedTopic topic) {
    Incarnation gone = new Incarnation(topic.source().id(), topic.remote().id());
    for (int number = 0; number < topic.source().partitions(); number++) {
      TopicPartition partition = new TopicPartition(topic.source().name(), number);
      copyLoop.removeRuns(partition, transactionalId(partition), gone, runs -> {});
    }
  }

  private String transactionalId(TopicPartition partition) {
    return "chappe." + flow.id() + "." + partition;
  }

  private long startTimestamp(TopicPartition partition) {
    OptionalLong ofNew =
        Optional.ofNullable(catalog.topics().get(partition.topic()))
            .map(topic -> topicsMemory.startOf(topic.id(), partition.partition()))
            .orElseGet(OptionalLong::empty);
    return StartTimes.of(flow.copy().start(), ofNew, System.currentTimeMillis());
  }

  /** The state of {@link #status}, without the rest. */
  FlowStatus.State state() {
    return FlowStatuses.state(
        meters.summary(), topics.problems(), clusterProblems(), ownership.problem());
  }

  private Map<String, Failure> clusterProblems() {
    Map<String, Failure> clusterProblems = new HashMap<>(topics.clusterProblems());
    clusterProblems.putAll(lagWatch.pulse().problems());
    return clusterProblems;
  }

  FlowStatus status() {
    return FlowStatuses.of(
        meters.summary(),
        topics.problems(),
        clusterProblems(),
        ownership.problem(),
        meters.lag().ofAll(),
        lagWatch.held(),
        meters.incidents().details());
  }

  FlowReport report() {
    return FlowReports.of(status(), flow, meters);
  }

  /** Drains and hands over first, so that the next owner can begin while this instance ends. */
  @Override
  public void close() {
    Closes.inOrder(
        "flow " + flow.id(),
        List.of(
            topics,
            lagWatch,
            shares::end,
            copyLoop,
            () -> deadLetters.ifPresent(DeadLetters::close),
            records,
            meters::close,
            () -> watched.forEach(LoopWatch.Loop::close)));
  }
}
