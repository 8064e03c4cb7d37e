package io.chappe.checkpoint;

import io.chappe.checkpoint.Steps.StepFailedException;
import io.chappe.checkpoint.emission.EmittedCheckpoints;
import io.chappe.checkpoint.groups.GroupList;
import io.chappe.checkpoint.maps.FlowMaps;
import io.chappe.checkpoint.sharing.Share;
import io.chappe.checkpoint.translation.CopyNames;
import io.chappe.checkpoint.translation.TopicPresence;
import io.chappe.clients.InternalTopics;
import io.chappe.config.FlowConfig;
import io.chappe.loop.Closes;
import io.chappe.offsetmap.SourcePartition;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work of one flow, a round at a time: from committed offsets to checkpoints, and to groups on
 * the other side. A round that fails in a step on the target ends there; the next begins anew. A
 * source that is away takes nothing but its own news from a round. For one thread.
 *
 * <p>The order of the steps keeps translations safe. Topic ids are read before committed offsets,
 * so that an offset of a topic that was deleted and created again does not meet the map of its
 * successor. Log ends are read before the map, see {@link
 * io.chappe.checkpoint.translation.Translator}.
 */
final class CheckpointRound implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(CheckpointRound.class);

  /** Groups worked on at a time, which bounds what a round holds. */
  private static final int GROUPS_AT_A_TIME = 500;

  private final FlowConfig flow;
  private final Steps steps;
  private final CheckpointMeters meters;
  private final FlowClients clients;
  private final FlowMaps maps;
  private final EmittedCheckpoints emitted;
  private final TopicLookup look;
  private final GroupWork work;
  private final Due refreshDue;
  private final Due syncDue;
  private final Runnable tick;
  private GroupList onSource = GroupList.NONE;
  private boolean groupsListed;
  private Share share = Share.ALL;

  CheckpointRound(
      FlowConfig flow,
      FlowClients clients,
      FlowMaps maps,
      Steps steps,
      CheckpointMeters meters,
      Runnable tick) {
    this.flow = flow;
    this.clients = clients;
    this.steps = steps;
    this.meters = meters;
    this.tick = tick;
    this.maps = maps;
    this.emitted = new EmittedCheckpoints(clients.target(), flow.naming().checkpointsTopic(), tick);
    this.look = new TopicLookup(flow, clients, steps, tick);
    this.work = new GroupWork(flow, clients, steps, meters, look, maps, emitted, tick);
    this.refreshDue = new Due(flow.checkpoints().refreshGroupsInterval(), System::nanoTime);
    boolean commits = flow.checkpoints().syncGroupOffsets() || flow.checkpoints().failback();
    this.syncDue =
        new Due(
            commits ? flow.checkpoints().syncGroupOffsetsInterval() : Duration.ZERO,
            System::nanoTime);
  }

  /**
   * One round; a failure has been told when this returns.
   *
   * @param now the groups to work on
   */
  void run(Share now) throws InterruptedException {
    try {
      takeShare(now);
      steps.take("reading checkpoints on " + flow.id().target(), this::followTopics);
      boolean sourceAnswers = refreshGroups();
      RoundView view = look(sourceAnswers);
      List<String> groups = List.copyOf(groups(view));
      meters.groups((int) groups.stream().filter(onSource.states()::containsKey).count());
      work.begin();
      for (int from = 0; from < groups.size(); from += GROUPS_AT_A_TIME) {
        int to = Math.min(groups.size(), from + GROUPS_AT_A_TIME);
        work.workOn(groups.subList(from, to), view);
      }
      if (work.end(view)) {
        meters.roundDone();
      }
    } catch (StepFailedException e) {
      LOGGER.debug("round ended early: flow={}", flow.id(), e);
    } finally {
      steps.endRound();
    }
  }

  private void takeShare(Share now) {
    if (!now.equals(share)) {
      emitted.keep(now::includes, !share.covers(now));
      work.keep(now::includes, !share.covers(now));
      share = now;
    }
  }

  private boolean followTopics() throws Exception {
    work.followTopics();
    if (!emitted.catchUp()) {
      ensure(flow.naming().checkpointsTopic());
    }
    return true;
  }

  private void ensure(String topic) throws Exception {
    if (InternalTopics.ensure(
        clients.targetAdmin(), topic, flow.checkpoints().replicationFactor())) {
      LOGGER.info("topic created: cluster={} topic={}", flow.id().target(), topic);
    }
    tick.run();
  }

  /** Whether the source answered, as far as it was asked. */
  private boolean refreshGroups() throws InterruptedException {
    if (groupsListed && !refreshDue.isDue()) {
      return true;
    }
    try {
      onSource = list(flow.id().source(), clients::sourceAdmin);
      meters.shareGroups(onSource.shareGroups());
      groupsListed = true;
      refreshDue.done();
      return true;
    } catch (StepFailedException e) {
      return false;
    }
  }

  private interface Cluster {
    Admin admin();
  }

  private GroupList list(String alias, Cluster cluster)
      throws StepFailedException, InterruptedException {
    GroupList groups =
        steps.take(
            "listing groups on " + alias, () -> GroupList.of(cluster.admin(), flow.groupFilter()));
    tick.run();
    return groups;
  }

  private RoundView look(boolean sourceAnswers) throws StepFailedException, InterruptedException {
    Set<SourcePartition> mapped =
        steps
            .take("reading the offset map on " + flow.id().target(), () -> maps.catchUp(tick))
            .keySet();
    CopyNames names = new CopyNames(flow.naming(), mapped);
    Set<String> topics = new HashSet<>();
    mapped.forEach(partition -> topics.add(partition.topic()));
    emitted
        .partitions()
        .forEach(copy -> names.sourceOf(copy).ifPresent(source -> topics.add(source.topic())));
    TopicPresence view = look.topics(topics, sourceAnswers);
    boolean due = syncDue.isDue();
    boolean syncing = due && flow.checkpoints().syncGroupOffsets();
    boolean failingBack = due && flow.checkpoints().failback() && view.sourceAnswered();
    GroupList onTarget = due ? list(flow.id().target(), clients::targetAdmin) : GroupList.NONE;
    if (due) {
      syncDue.done();
    }
    return new RoundView(view, names, onSource, onTarget, syncing, failingBack);
  }

  /** The groups of our share that are on the source, or have a checkpoint, or may fail back. */
  private Set<String> groups(RoundView view) {
    Set<String> groups = new TreeSet<>(onSource.states().keySet());
    emitted.groups().stream().filter(flow.groupFilter()::accepts).forEach(groups::add);
    if (view.failingBack()) {
      groups.addAll(view.onTarget().states().keySet());
    }
    groups.removeIf(group -> !share.includes(group));
    return groups;
  }

  @Override
  public void close() {
    Closes.inOrder("checkpoints " + flow.id(), List.of(emitted, work));
  }
}
