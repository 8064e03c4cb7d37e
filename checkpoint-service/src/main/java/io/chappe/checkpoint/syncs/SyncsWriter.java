package io.chappe.checkpoint.syncs;

import io.chappe.checkpoint.cluster.ClusterAnswers;
import io.chappe.checkpoint.cluster.LogEnds;
import io.chappe.checkpoint.cluster.TopicIds;
import io.chappe.checkpoint.maps.FlowMaps;
import io.chappe.checkpoint.sharing.Share;
import io.chappe.checkpoint.sharing.SoleShare;
import io.chappe.checkpoint.sharing.SoleShare.Assignment;
import io.chappe.clients.KafkaClients;
import io.chappe.config.FlowConfig;
import io.chappe.loop.Closes;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.records.OffsetSync;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * Writes the offset syncs that are due, for all partitions of a flow. At most one for each
 * partition and look, and where much was copied in between a few more: their number grows with the
 * logarithm of that only. For one thread.
 *
 * <p>Each partition has one writer, the instance that has its share, since MM2's tools forget all
 * older syncs of a partition at a step back. A new writer reads first what stands, and each reads
 * on before it writes: a writer that is late all the same is put right.
 */
final class SyncsWriter implements AutoCloseable {
  private static final Duration CLOSE_LIMIT = Duration.ofMillis(500);

  private final FlowConfig flow;
  private final FlowMaps maps;
  private final SyncsTopic topic;
  private final KafkaClients target;
  private final SoleShare share;
  private final Runnable tick;
  private Optional<Assignment> written = Optional.empty();
  private final Map<SourcePartition, Incarnation> incarnations = new HashMap<>();
  private Admin admin;

  /**
   * @param share of the partitions that are ours to write
   */
  SyncsWriter(FlowConfig flow, FlowMaps maps, SoleShare share, Runnable tick) {
    String clientId = "chappe-offset-syncs-" + flow.id();
    this.flow = flow;
    this.maps = maps;
    this.share = share;
    this.tick = tick;
    this.topic = new SyncsTopic(flow, clientId);
    this.target = new KafkaClients(flow.target(), clientId);
  }

  /** Where the syncs are written. */
  String cluster() {
    return topic.cluster();
  }

  /** A look at all partitions, in the order that keeps syncs true: ends, topics, maps. */
  Map<SourcePartition, SyncPlan> plans() throws ExecutionException, InterruptedException {
    if (admin == null) {
      admin = target.admin();
    }
    Map<SourcePartition, TopicPartition> copies =
        maps.catchUp(tick).keySet().stream().collect(Collectors.toMap(each -> each, this::copyOf));
    Map<String, Uuid> present = all(TopicIds.of(admin, names(copies)));
    tick.run();
    copies.values().removeIf(each -> !present.containsKey(each.topic()));
    Map<TopicPartition, Long> ends = LogEnds.ends(admin, copies.values()).values();
    tick.run();
    // Once more: an end may be of a topic that was created again in between.
    Map<String, Uuid> ids = all(TopicIds.of(admin, names(copies)));
    tick.run();
    Map<SourcePartition, SyncPlan> plans = new HashMap<>();
    maps.catchUp(tick)
        .forEach(
            (source, map) -> {
              TopicPartition copy = copyOf(source);
              Long end = ends.get(copy);
              Uuid id = ids.get(copy.topic());
              boolean current =
                  id != null && Incarnation.isSame(map.incarnation().targetTopicId(), id);
              if (end != null && current && !map.isEmpty()) {
                plans.put(source, plan(source, map, end));
              }
            });
    return plans;
  }

  private static List<String> names(Map<SourcePartition, TopicPartition> copies) {
    return copies.values().stream().map(TopicPartition::topic).distinct().toList();
  }

  private static <K, V> Map<K, V> all(ClusterAnswers<K, V> answers) {
    return answers.values();
  }

  private TopicPartition copyOf(SourcePartition source) {
    return new TopicPartition(flow.naming().remoteTopic(source.topic()), source.partition());
  }

  private SyncPlan plan(SourcePartition source, OffsetMap map, long end) {
    TopicPartition partition = new TopicPartition(source.topic(), source.partition());
    return new SyncPlan(partition, map, end, flow.offsetSyncs().lagMax());
  }

  /**
   * Writes what is due for the partitions that are ours.
   *
   * @return how many
   */
  int write(Map<SourcePartition, SyncPlan> all) throws ExecutionException, InterruptedException {
    return share.work(assigned -> write(all, assigned));
  }

  private int write(Map<SourcePartition, SyncPlan> all, Optional<Assignment> now)
      throws ExecutionException, InterruptedException {
    if (!now.equals(written)) {
      topic.doubtAll();
      incarnations.clear();
      written = now;
    }
    Map<SourcePartition, SyncPlan> plans = ours(all, now.map(Assignment::share));
    if (plans.isEmpty()) {
      return 0;
    }
    Map<TopicPartition, SyncPlan> byPartition =
        plans.values().stream().collect(Collectors.toMap(SyncPlan::partition, each -> each));
    topic.open(
        sync ->
            Optional.ofNullable(byPartition.get(sync.topicPartition()))
                .map(plan -> plan.holds(sync))
                .orElse(true),
        tick);
    List<OffsetSync> due = new ArrayList<>();
    plans.forEach((source, plan) -> due.addAll(due(source, plan)));
    if (!due.isEmpty()) {
      topic.write(
          due, sync -> byPartition.get(sync.topicPartition()).runOf(sync.downstreamOffset()));
      plans.forEach((source, plan) -> incarnations.put(source, plan.map().incarnation()));
    }
    return due.size();
  }

  /** Of all partitions those of a share. */
  static <T> Map<SourcePartition, T> ours(Map<SourcePartition, T> all, Optional<Share> share) {
    Map<SourcePartition, T> ours = new HashMap<>(all);
    ours.keySet()
        .removeIf(
            partition -> !share.map(each -> each.includes(partition.toString())).orElse(false));
    return ours;
  }

  private List<OffsetSync> due(SourcePartition source, SyncPlan plan) {
    Incarnation now = plan.map().incarnation();
    if (!incarnations.getOrDefault(source, now).isSameAs(now)) {
      topic.told().doubt(plan.partition());
    }
    return plan.due(topic.told().of(plan.partition()));
  }

  @Override
  public void close() {
    Closes.inOrder("offset syncs", List.of(topic, this::closeAdmin));
  }

  private void closeAdmin() {
    if (admin != null) {
      admin.close(CLOSE_LIMIT);
    }
  }
}
