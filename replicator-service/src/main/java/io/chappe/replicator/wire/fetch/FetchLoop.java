package io.chappe.replicator.wire.fetch;

import io.chappe.failure.Failure;
import io.chappe.replicator.copy.port.BatchFetcher;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.wire.batch.FetchAccount;
import io.chappe.replicator.wire.batch.FetchAllowance;
import io.chappe.replicator.wire.batch.FetchSettings;
import io.chappe.replicator.wire.batch.ReceivePool;
import io.chappe.replicator.wire.cluster.ClusterClient;
import io.chappe.replicator.wire.cluster.OffsetLookup;
import io.chappe.replicator.wire.cluster.TopicResolutions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.FetchSessionHandler;
import org.apache.kafka.clients.MetadataSnapshot;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;
import org.apache.kafka.common.utils.LogContext;

/**
 * The fetching half of a flow: one thread, the source's brokers, one fetch session with each.
 *
 * <p>Brokers are asked in turns, those first that have waited longest. While the buffer is short of
 * room, turns are small, and who is next isn't overtaken by those who would need less. Within a
 * turn the broker begins with the partitions that have brought nothing for longest.
 */
public final class FetchLoop {
  private static final long RETRY_MS = 100;
  private static final long RESOLVE_LIMIT_MS = 1_000;

  private static final int SMALL_TURN = 1024 * 1024;

  /** With less, a turn would cost more than it brings. */
  private static final int SMALLEST_REQUEST = 16 * 1024;

  private final ClusterClient client;
  private final FetchSettings settings;
  private final ReceivePool pool;
  private final FetchTraffic traffic;
  private final Executor copyLoop;
  private final LogContext logContext;
  private final FollowedPartitions followed;
  private final SourceReplicas replicas;
  private final FetchedEnds ends;
  private final FetchResults results;
  private final TopicResolutions resolutions;
  private final Map<Integer, NodeFetch> nodes = new HashMap<>();
  private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
  private final AtomicInteger holding = new AtomicInteger();
  private long reservedBytes;
  private long heldBackMs;
  private long turns;
  private boolean crowded;
  private long relieveAtMs;

  /** Of what was sent last: as long as it holds, there is nothing to send. */
  private List<NodeFetch> asked = List.of();

  private MetadataSnapshot askedWith;

  public FetchLoop(
      ClusterClient client,
      FetchSettings settings,
      ReceivePool pool,
      FetchTraffic traffic,
      FetchedEnds ends,
      Executor copyLoop,
      LogContext logContext) {
    this.client = client;
    this.settings = settings;
    this.pool = pool;
    this.traffic = traffic;
    this.copyLoop = copyLoop;
    this.logContext = logContext;
    this.followed = new FollowedPartitions(client.metadata());
    this.replicas = new SourceReplicas(client, settings.clientRack());
    this.ends = ends;
    this.results = new FetchResults(client, pool, traffic, followed, replicas, ends, copyLoop);
    this.resolutions =
        new TopicResolutions(
            client,
            partition -> client.partitionCount(partition.topic()) > partition.partition(),
            RESOLVE_LIMIT_MS);
    pool.onRoom(client::wakeup);
  }

  /** Has {@code command} run on the thread of this loop. */
  void execute(Runnable command) {
    commands.add(command);
    client.wakeup();
  }

  /** One round: commands, fetches, answers. */
  public void runOnce(long maxWaitMs) {
    for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
      asked = List.of();
      command.run();
    }
    long now = client.nowMs();
    heldBackMs = traffic.waitMs();
    boolean waiting = !isEverythingAsked() && sendFetches(now);
    long wait = waiting || resolutions.areAwaited() ? Math.min(maxWaitMs, RETRY_MS) : maxWaitMs;
    client.poll(heldBackMs > 0 ? Math.min(wait, heldBackMs) : wait);
    resolutions.answer();
    pool.releaseUnclaimed();
  }

  public void follow(
      TopicPartition partition,
      Uuid topicId,
      long offset,
      int leaderEpoch,
      BatchFetcher.Listener listener) {
    FetchAccount account = new FetchAccount(holding, client::nowMs, client::wakeup);
    followed.add(new FollowedPartition(partition, topicId, offset, leaderEpoch, listener, account));
  }

  public void unfollow(TopicPartition partition) {
    followed.remove(partition);
    ends.forget(partition);
  }

  public void resolve(TopicPartition partition, Reply<Uuid> reply) {
    resolutions.add(partition, reply);
  }

  void offsetAt(TopicPartition partition, long timestamp, Reply<Long> reply) {
    client.metadata().want(partition.topic());
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
    FetchPlans plans = new FetchPlans(this::fetchFor);
    MetadataSnapshot snapshot = client.metadata().fetchMetadataSnapshot();
    FetchAllowance allowance =
        FetchAllowance.of(settings, pool.usedBytes(), reservedBytes, holding.get(), now);
    for (FollowedPartition partition : followed.all()) {
      waiting |= !plan(partition, plans, allowance, snapshot, now);
    }
    waiting |= !sendInTurns(plans, snapshot, now);
    asked = waiting ? List.of() : plans.fetches();
    askedWith = snapshot;
    return waiting;
  }

  private boolean plan(
      FollowedPartition partition,
      FetchPlans plans,
      FetchAllowance allowance,
      MetadataSnapshot snapshot,
      long now) {
    Optional<Node> node = replicas.nodeFor(partition, snapshot);
    if (node.isEmpty()) {
      return false;
    }
    FetchPlan plan = plans.of(node.get());
    if (plan.fetch.inFlight) {
      return true;
    }
    long fullMs = partition.account.waitMs(allowance);
    if (fullMs > 0) {
      // It must not wait for the others to get data.
      plan.hurry(fullMs);
      return true;
    }
    if (heldBackMs > 0 && traffic.isLimited(partition.partition.topic())) {
      plan.hurry(heldBackMs);
      return true;
    }
    if (partition.isPaused(now)) {
      return false;
    }
    plan.partitions.add(partition);
    return true;
  }

  private NodeFetch fetchFor(Node node) {
    NodeFetch fetch = nodes.get(node.id());
    if (fetch == null || !fetch.node.equals(node) && !fetch.inFlight) {
      fetch = new NodeFetch(node, logContext);
      nodes.put(node.id(), fetch);
    }
    return fetch;
  }

  /** Whether all could be sent that there was something to send for. */
  private boolean sendInTurns(FetchPlans plans, MetadataSnapshot snapshot, long now) {
    int wanted = requestBytes(plans.all().size());
    List<FetchPlan> ready = new ArrayList<>();
    boolean all = true;
    for (FetchPlan plan : plans.all()) {
      if (!plan.fetch.inFlight && !plan.partitions.isEmpty()) {
        boolean isReady = isReady(plan, now);
        all &= isReady;
        if (isReady) {
          ready.add(plan);
        }
      }
    }
    ready.sort(Comparator.comparingLong(FetchPlan::lastTurn));
    for (FetchPlan plan : ready) {
      int bytes = pool.grant(wanted, Math.min(wanted, smallTurn()), reservedBytes);
      if (bytes == 0) {
        crowded = true;
        relieve(now);
        return false;
      }
      send(plan, bytes, snapshot);
    }
    crowded = false;
    return all;
  }

  /** What a turn brings at least while the buffer is short of room, if that much is wanted. */
  private int smallTurn() {
    return Math.clamp(settings.bufferBytes() / 32, SMALLEST_REQUEST, SMALL_TURN);
  }

  private boolean isReady(FetchPlan plan, long now) {
    if (now < plan.fetch.notBeforeMs) {
      return false;
    }
    boolean isReady = client.ready(plan.fetch.node);
    if (!isReady && client.connectionFailed(plan.fetch.node)) {
      plan.partitions.forEach(replicas::leave);
    }
    return isReady;
  }

  private void relieve(long now) {
    if (now >= relieveAtMs) {
      relieveAtMs = now + RETRY_MS;
      copyLoop.execute(pool::relieve);
    }
  }

  private void send(FetchPlan plan, int bytes, MetadataSnapshot snapshot) {
    NodeFetch fetch = plan.fetch;
    int partitionBytes = traffic.partitionBytes(settings.partitionBytes(), bytes);
    FetchSessionHandler.Builder builder = fetch.session.newBuilder(plan.partitions.size(), false);
    boolean tellsDivergence = client.tellsDivergence(fetch.node);
    Map<TopicPartition, FollowedPartition> askedNow =
        LinkedHashMap.newLinkedHashMap(plan.partitions.size());
    for (FollowedPartition partition : plan.partitions) {
      Optional<Integer> epoch = replicas.leader(partition, snapshot).epoch;
      builder.add(partition.partition, partition.request(partitionBytes, epoch, tellsDivergence));
      askedNow.put(partition.partition, partition);
    }
    for (TopicPartition before : fetch.asked.keySet()) {
      if (!askedNow.containsKey(before)) {
        ends.forget(before, fetch);
      }
    }
    fetch.asked = askedNow;
    fetch.sends(client.nowMs());
    fetch.inFlight = true;
    fetch.turn = ++turns;
    fetch.reservedBytes = bytes;
    reservedBytes += bytes;
    client.send(
        fetch.node, request(builder.build(), bytes, plan.longestWaitMs()), new FetchAnswer(fetch));
  }

  /** With many brokers each gets a smaller share, so that half of the buffer suffices for all. */
  private int requestBytes(int brokers) {
    long share = settings.bufferBytes() / (2L * Math.max(1, brokers));
    int bytes = (int) Math.min(settings.requestBytes(), Math.max(share, SMALLEST_REQUEST));
    return traffic.requestBytes(bytes, brokers);
  }

  private FetchRequest.Builder request(
      FetchSessionHandler.FetchRequestData data, int bytes, long longestWaitMs) {
    long wait = Math.min(longestWaitMs, settings.waitMs(followed.size()));
    // Who holds a reservation without having data mustn't keep others from their turn.
    int maxWait = (int) (crowded ? Math.min(wait, RETRY_MS) : wait);
    short maxVersion = data.canUseTopicIds() ? ApiKeys.FETCH.latestVersion() : (short) 12;
    return FetchRequest.Builder.forConsumer(maxVersion, maxWait, settings.minBytes(), data.toSend())
        .isolationLevel(IsolationLevel.READ_COMMITTED)
        .setMaxBytes(bytes)
        .metadata(data.metadata())
        .removed(data.toForget())
        .replaced(data.toReplace())
        .rackId(replicas.rack());
  }

  private final class FetchAnswer implements ClusterClient.Answer {
    private final NodeFetch fetch;
    private boolean finished;

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
        fetch.notBeforeMs = client.nowMs() + RETRY_MS / 10;
        return;
      }
      results.take(fetch, response.responseData(fetch.session.sessionTopicNames(), version));
      fetch.answers();
    }

    /** Also if the response couldn't be taken apart. */
    @Override
    public void failed(Failure failure) {
      finish();
      fetch.session.handleError(new IllegalStateException(failure.message()));
      fetch.notBeforeMs = client.nowMs() + RETRY_MS;
      fetch.asked.values().forEach(replicas::leave);
    }

    private void finish() {
      if (!finished) {
        finished = true;
        fetch.inFlight = false;
        reservedBytes -= fetch.reservedBytes;
      }
    }
  }
}
