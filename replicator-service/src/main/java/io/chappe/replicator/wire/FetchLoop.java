package io.chappe.replicator.wire;

import io.chappe.replicator.copy.BatchFetcher;
import io.chappe.replicator.copy.Chunk;
import io.chappe.replicator.copy.Failure;
import io.chappe.replicator.copy.Reply;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.kafka.clients.FetchSessionHandler;
import org.apache.kafka.clients.Metadata;
import org.apache.kafka.clients.MetadataSnapshot;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;

/** The fetching half of a flow: one thread, the source's brokers, one fetch session with each. */
final class FetchLoop {
  private static final long RETRY_MS = 100;
  private static final long PREFERRED_REPLICA_MS = 60_000;
  private static final long LEADERS_ONLY_MS = 5_000;
  private static final int CROWDED_WAIT_MS = 20;

  private final ClusterClient client;
  private final FetchSettings settings;
  private final ReceivePool pool;
  private final FetchTraffic traffic;
  private final Executor copyLoop;
  private final LogContext logContext;
  private final Function<TopicPartition, Metadata.LeaderAndEpoch> leaders;

  /** Those that brought something last at the end, for their turn to come last. */
  private final Map<TopicPartition, FollowedPartition> followed = new LinkedHashMap<>();

  private final Map<Integer, NodeFetch> nodes = new HashMap<>();
  private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
  private final TopicResolutions resolutions;
  private final Map<String, Integer> topicUses = new HashMap<>();
  private long reservedBytes;
  private long heldBackMs;
  private long leadersOnlyUntilMs;

  /** Of what was sent last: as long as it holds, there is nothing to send. */
  private List<NodeFetch> asked = List.of();

  private MetadataSnapshot askedWith;

  FetchLoop(
      ClusterClient client,
      FetchSettings settings,
      ReceivePool pool,
      FetchTraffic traffic,
      Executor copyLoop,
      LogContext logContext) {
    this.client = client;
    this.settings = settings;
    this.pool = pool;
    this.resolutions = new TopicResolutions(client);
    this.traffic = traffic;
    this.copyLoop = copyLoop;
    this.logContext = logContext;
    this.leaders = client::leaderAndEpoch;
    pool.onRoom(client::wakeup);
  }

  /** Has {@code command} run on the thread of this loop. */
  void execute(Runnable command) {
    commands.add(command);
    client.wakeup();
  }

  /** One round: commands, fetches, answers. */
  void runOnce(long maxWaitMs) {
    for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
      command.run();
      asked = List.of();
    }
    long now = Time.SYSTEM.milliseconds();
    heldBackMs = traffic.waitMs();
    boolean waiting = !isEverythingAsked() && sendFetches(now);
    long wait = waiting || resolutions.areAwaited() ? Math.min(maxWaitMs, RETRY_MS) : maxWaitMs;
    client.poll(heldBackMs > 0 ? Math.min(wait, heldBackMs) : wait);
    resolutions.answer(now);
    pool.releaseUnclaimed();
  }

  void follow(
      TopicPartition partition,
      Uuid topicId,
      long offset,
      int leaderEpoch,
      BatchFetcher.Listener listener) {
    FetchAccount account = new FetchAccount(settings.partitionBufferBytes(), client::wakeup);
    FollowedPartition before =
        followed.put(
            partition,
            new FollowedPartition(partition, topicId, offset, leaderEpoch, listener, account));
    if (before == null) {
      topicUses.merge(partition.topic(), 1, Integer::sum);
      client.metadata().add(partition.topic());
    }
  }

  void unfollow(TopicPartition partition) {
    if (followed.remove(partition) != null
        && topicUses.merge(partition.topic(), -1, Integer::sum) == 0) {
      topicUses.remove(partition.topic());
      client.metadata().remove(partition.topic());
    }
  }

  void resolve(TopicPartition partition, Reply<Uuid> reply) {
    resolutions.add(partition, Time.SYSTEM.milliseconds(), reply);
  }

  void offsetAt(TopicPartition partition, long timestamp, Reply<Long> reply) {
    OffsetLookup.offsetAt(client, partition, timestamp, reply);
  }

  /** Each send ends a round, too, and to look at thousands of partitions takes its time. */
  private boolean isEverythingAsked() {
    return !asked.isEmpty()
        && askedWith == client.metadata().fetchMetadataSnapshot()
        && asked.stream().allMatch(node -> node.inFlight);
  }

  /**
   * Sends what can be sent; whether a partition waits for its leader, for room or for its pause to
   * end.
   */
  private boolean sendFetches(long now) {
    boolean waiting = false;
    Map<Integer, FetchPlan> plans = new HashMap<>();
    MetadataSnapshot snapshot = client.metadata().fetchMetadataSnapshot();
    for (FollowedPartition partition : followed.values()) {
      waiting |= !plan(partition, plans, snapshot, now);
    }
    for (FetchPlan plan : plans.values()) {
      waiting |= !send(plan, snapshot, now);
    }
    asked = waiting ? List.of() : plans.values().stream().map(plan -> plan.fetch).toList();
    askedWith = snapshot;
    return waiting;
  }

  /** The partitions to be asked of one broker. */
  private static final class FetchPlan {
    private final NodeFetch fetch;
    private final Queue<FollowedPartition> partitions = new ArrayDeque<>();
    private long longestWaitMs = Long.MAX_VALUE;

    private FetchPlan(NodeFetch fetch) {
      this.fetch = fetch;
    }
  }

  private boolean plan(
      FollowedPartition partition,
      Map<Integer, FetchPlan> plans,
      MetadataSnapshot snapshot,
      long now) {
    Optional<Node> node = nodeFor(partition, snapshot, now);
    if (node.isEmpty()) {
      client.metadata().requestUpdate(false);
      return false;
    }
    NodeFetch fetch = fetchFor(node.get());
    if (fetch.inFlight) {
      return true;
    }
    FetchPlan plan = plans.computeIfAbsent(node.get().id(), id -> new FetchPlan(fetch));
    if (partition.account.isFull()) {
      // It must not wait for the others to get data: it will have room in a moment.
      plan.longestWaitMs = Math.min(plan.longestWaitMs, CROWDED_WAIT_MS);
      return true;
    }
    if (heldBackMs > 0 && traffic.isLimited(partition.partition.topic())) {
      plan.longestWaitMs = Math.min(plan.longestWaitMs, heldBackMs);
      return true;
    }
    if (partition.isPaused(now)) {
      return false;
    }
    plan.partitions.add(partition);
    return true;
  }

  private Optional<Node> nodeFor(FollowedPartition partition, MetadataSnapshot snapshot, long now) {
    Optional<Integer> preferred = partition.preferredReplica(now);
    Optional<Node> replica = preferred.flatMap(client::node);
    if (preferred.isPresent() && replica.isEmpty()) {
      // The leader sees a broker that we don't know yet.
      leaveReplica(partition, now);
    }
    return replica.isPresent() ? replica : partition.leader(snapshot, leaders).leader;
  }

  /**
   * Reads from the leader for a while. The leader would point to its follower for as long as that
   * counts as in sync, so it isn't told our rack until then.
   */
  private void leaveReplica(FollowedPartition partition, long now) {
    if (partition.preferredReplica(now).isPresent()) {
      partition.forgetPreferredReplica();
      leadersOnlyUntilMs = now + LEADERS_ONLY_MS;
      client.metadata().requestUpdate(false);
    }
  }

  private NodeFetch fetchFor(Node node) {
    NodeFetch fetch = nodes.get(node.id());
    if (fetch == null || !fetch.node.equals(node) && !fetch.inFlight) {
      fetch = new NodeFetch(node, logContext);
      nodes.put(node.id(), fetch);
    }
    return fetch;
  }

  private boolean send(FetchPlan plan, MetadataSnapshot snapshot, long now) {
    NodeFetch fetch = plan.fetch;
    if (plan.partitions.isEmpty()) {
      return true;
    }
    int bytes = requestBytes();
    if (now < fetch.notBeforeMs || !pool.hasRoomFor(bytes, reservedBytes)) {
      return false;
    }
    if (!client.ready(fetch.node)) {
      if (client.connectionFailed(fetch.node)) {
        plan.partitions.forEach(partition -> leaveReplica(partition, now));
      }
      return false;
    }
    int partitionBytes = traffic.partitionBytes(settings.partitionBytes(), bytes);
    FetchSessionHandler.Builder builder = fetch.session.newBuilder(plan.partitions.size(), false);
    boolean tellsDivergence = client.tellsDivergence(fetch.node);
    fetch.asked.clear();
    for (FollowedPartition partition : plan.partitions) {
      Metadata.LeaderAndEpoch leader = partition.leader(snapshot, leaders);
      builder.add(
          partition.partition, partition.request(partitionBytes, leader.epoch, tellsDivergence));
      fetch.asked.put(partition.partition, partition);
    }
    fetch.inFlight = true;
    fetch.reservedBytes = bytes;
    reservedBytes += bytes;
    client.send(
        fetch.node, request(builder.build(), bytes, plan.longestWaitMs), new FetchAnswer(fetch));
    return true;
  }

  /** With many brokers each gets a smaller share, so that the pool suffices for all. */
  private int requestBytes() {
    long share = settings.bufferBytes() / (2L * Math.max(1, nodes.size()));
    int bytes =
        (int) Math.min(settings.requestBytes(), Math.max(share, settings.partitionBytes() / 4));
    return traffic.requestBytes(bytes, nodes.size());
  }

  private FetchRequest.Builder request(
      FetchSessionHandler.FetchRequestData data, int bytes, long longestWaitMs) {
    int maxWait = (int) Math.min(longestWaitMs, settings.waitMs(followed.size()));
    short maxVersion = data.canUseTopicIds() ? ApiKeys.FETCH.latestVersion() : (short) 12;
    return FetchRequest.Builder.forConsumer(maxVersion, maxWait, settings.minBytes(), data.toSend())
        .isolationLevel(IsolationLevel.READ_COMMITTED)
        .setMaxBytes(bytes)
        .metadata(data.metadata())
        .removed(data.toForget())
        .replaced(data.toReplace())
        .rackId(Time.SYSTEM.milliseconds() < leadersOnlyUntilMs ? "" : settings.clientRack());
  }

  private final class FetchAnswer implements ClusterClient.Answer {
    private final NodeFetch fetch;

    private FetchAnswer(NodeFetch fetch) {
      this.fetch = fetch;
    }

    @Override
    public void response(AbstractResponse body, short version) {
      finish();
      FetchResponse response = (FetchResponse) body;
      if (!fetch.session.handleResponse(response, version)) {
        if (response.error() == Errors.FETCH_SESSION_TOPIC_ID_ERROR) {
          client.refreshMetadata();
        }
        fetch.notBeforeMs = Time.SYSTEM.milliseconds() + RETRY_MS / 10;
        return;
      }
      Map<TopicPartition, FetchResponseData.PartitionData> partitions =
          response.responseData(fetch.session.sessionTopicNames(), version);
      ReceivePool.Lease lease = lease(partitions.values());
      try {
        partitions.forEach((partition, data) -> handle(partition, data, lease));
      } finally {
        if (lease != null) {
          lease.release();
        }
      }
    }

    /**
     * All partitions lie in one buffer, which mustn't go back to the pool before the last is split.
     */
    private ReceivePool.Lease lease(Collection<FetchResponseData.PartitionData> partitions) {
      for (FetchResponseData.PartitionData data : partitions) {
        if (FetchResponse.recordsSize(data) > 0) {
          return pool.claim(BatchSplitter.buffer(data));
        }
      }
      return null;
    }

    private void handle(
        TopicPartition partition, FetchResponseData.PartitionData data, ReceivePool.Lease lease) {
      FollowedPartition asked = fetch.asked.get(partition);
      if (asked == null || followed.get(partition) != asked) {
        return;
      }
      Errors error = Errors.forCode(data.errorCode());
      if (error != Errors.NONE) {
        handleError(asked, error);
        return;
      }
      if (FetchResponse.isDivergingEpoch(data)) {
        handleDivergence(asked, data.divergingEpoch());
        return;
      }
      if (FetchResponse.isPreferredReplica(data)) {
        asked.preferReplica(
            data.preferredReadReplica(), Time.SYSTEM.milliseconds() + PREFERRED_REPLICA_MS);
        return;
      }
      Optional<Chunk> chunk;
      try {
        chunk = BatchSplitter.split(data, lease, asked.account);
      } catch (KafkaException corrupt) {
        handleCorruption(asked, corrupt);
        return;
      }
      if (chunk.isPresent()) {
        traffic.received(partition.topic(), FetchResponse.recordsSize(data), isFollower(partition));
        followed.remove(partition);
        followed.put(partition, asked);
        asked.advanceTo(
            Math.max(asked.offset(), chunk.get().endOffset()),
            chunk.get().batches().getLast().leaderEpoch());
        BatchFetcher.Listener listener = asked.listener;
        copyLoop.execute(() -> listener.fetched(chunk.get()));
      }
    }

    private boolean isFollower(TopicPartition partition) {
      return client.leader(partition).filter(leader -> leader.id() != fetch.node.id()).isPresent();
    }

    @Override
    public void failed(Failure failure) {
      finish();
      fetch.session.handleError(new IllegalStateException(failure.message()));
      long now = Time.SYSTEM.milliseconds();
      fetch.notBeforeMs = now + RETRY_MS;
      fetch.asked.values().forEach(partition -> leaveReplica(partition, now));
    }

    private void finish() {
      fetch.inFlight = false;
      reservedBytes -= fetch.reservedBytes;
    }
  }

  private void handleCorruption(FollowedPartition partition, KafkaException corrupt) {
    unfollow(partition.partition);
    Failure failure =
        new Failure.Retry(
            Errors.CORRUPT_MESSAGE.name(),
            "fetch of "
                + partition.partition
                + " at "
                + partition.offset()
                + ": "
                + corrupt.getMessage());
    copyLoop.execute(() -> partition.listener.failed(failure));
  }

  private void handleDivergence(
      FollowedPartition partition, FetchResponseData.EpochEndOffset divergence) {
    long now = Time.SYSTEM.milliseconds();
    if (partition.preferredReplica(now).isPresent()) {
      // A follower may lag behind: the leader knows.
      leaveReplica(partition, now);
      return;
    }
    unfollow(partition.partition);
    int epoch = divergence.epoch();
    long end = divergence.endOffset();
    copyLoop.execute(() -> partition.listener.diverged(epoch, end));
  }

  private void handleError(FollowedPartition partition, Errors error) {
    switch (error) {
      case OFFSET_OUT_OF_RANGE -> {
        if (partition.preferredReplica(Time.SYSTEM.milliseconds()).isPresent()) {
          // A follower may lag behind: the leader knows.
          partition.forgetPreferredReplica();
          return;
        }
        unfollow(partition.partition);
        copyLoop.execute(partition.listener::outOfRange);
      }
      case NOT_LEADER_OR_FOLLOWER,
          FENCED_LEADER_EPOCH,
          UNKNOWN_LEADER_EPOCH,
          REPLICA_NOT_AVAILABLE,
          KAFKA_STORAGE_ERROR,
          OFFSET_NOT_AVAILABLE,
          UNKNOWN_SERVER_ERROR -> {
        partition.forgetPreferredReplica();
        partition.pauseUntil(Time.SYSTEM.milliseconds() + RETRY_MS);
        client.metadata().requestUpdate(false);
      }
      default -> {
        client.refreshMetadata();
        unfollow(partition.partition);
        Failure failure =
            WireErrors.failure(
                error, "fetch of " + partition.partition + " at " + partition.offset());
        copyLoop.execute(() -> partition.listener.failed(failure));
      }
    }
  }
}
