package io.chappe.checkpoint.sync;

import io.chappe.checkpoint.cluster.ClusterAnswers;
import io.chappe.checkpoint.groups.SourceGroups;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.connect.mirror.Checkpoint;

/**
 * Commits translated offsets for the groups on the target, by MM2's rules: never for a group that
 * has members there, and a partition's offset never goes back. Where MM2 takes a failed read for an
 * absent group and overwrites it, here such a group waits for the next time.
 */
public final class GroupSync {
  private static final int GROUPS_A_CALL = 500;

  private final Runnable tick;

  public GroupSync(Runnable tick) {
    this.tick = tick;
  }

  /**
   * Brings the groups up to the checkpoints as far as the rules allow.
   *
   * @return the offsets that were committed, by group, and what failed, by group
   */
  public ClusterAnswers<String, Map<TopicPartition, OffsetAndMetadata>> sync(
      Admin target, List<Checkpoint> checkpoints) throws ExecutionException, InterruptedException {
    Map<String, List<Checkpoint>> byGroup =
        checkpoints.stream().collect(Collectors.groupingBy(Checkpoint::consumerGroupId));
    List<String> groups = byGroup.keySet().stream().sorted().toList();
    ClusterAnswers<String, Map<TopicPartition, OffsetAndMetadata>> all =
        new ClusterAnswers<>(new HashMap<>(), new HashMap<>());
    for (int from = 0; from < groups.size(); from += GROUPS_A_CALL) {
      List<String> some = groups.subList(from, Math.min(groups.size(), from + GROUPS_A_CALL));
      syncSome(target, some, byGroup, all);
    }
    return all;
  }

  private void syncSome(
      Admin target,
      List<String> groups,
      Map<String, List<Checkpoint>> checkpoints,
      ClusterAnswers<String, Map<TopicPartition, OffsetAndMetadata>> all)
      throws ExecutionException, InterruptedException {
    Idle idle = idle(target, groups);
    tick.run();
    var current = SourceGroups.offsets(target, idle.existing());
    tick.run();
    all.errors().putAll(idle.errors());
    all.errors().putAll(current.errors());
    Map<String, Map<TopicPartition, OffsetAndMetadata>> wanted = new HashMap<>();
    idle.absent().forEach(group -> wanted.put(group, forward(checkpoints.get(group), Map.of())));
    current
        .values()
        .forEach((group, offsets) -> wanted.put(group, forward(checkpoints.get(group), offsets)));
    wanted.values().removeIf(Map::isEmpty);
    commit(target, wanted, all);
  }

  /** The groups without members: those that exist, and those that don't. */
  private record Idle(List<String> existing, List<String> absent, Map<String, Throwable> errors) {}

  private static Idle idle(Admin target, List<String> groups)
      throws ExecutionException, InterruptedException {
    ClusterAnswers<String, ConsumerGroupDescription> described =
        ClusterAnswers.await(target.describeConsumerGroups(groups).describedGroups());
    Idle idle = new Idle(new ArrayList<>(), new ArrayList<>(), new HashMap<>());
    described
        .values()
        .forEach(
            (group, description) -> {
              if (description.groupState() == GroupState.EMPTY) {
                idle.existing().add(group);
              } else if (description.groupState() == GroupState.DEAD) {
                idle.absent().add(group);
              }
            });
    described
        .errors()
        .forEach(
            (group, error) -> {
              if (error instanceof GroupIdNotFoundException) {
                idle.absent().add(group);
              } else {
                idle.errors().put(group, error);
              }
            });
    return idle;
  }

  /** Of the translated offsets, those that lead forward. */
  static Map<TopicPartition, OffsetAndMetadata> forward(
      List<Checkpoint> checkpoints, Map<TopicPartition, OffsetAndMetadata> current) {
    Map<TopicPartition, OffsetAndMetadata> forward = new HashMap<>();
    for (Checkpoint each : checkpoints) {
      OffsetAndMetadata there = current.get(each.topicPartition());
      if (there == null || there.offset() < each.downstreamOffset()) {
        forward.put(
            each.topicPartition(), new OffsetAndMetadata(each.downstreamOffset(), each.metadata()));
      }
    }
    return forward;
  }

  private void commit(
      Admin target,
      Map<String, Map<TopicPartition, OffsetAndMetadata>> wanted,
      ClusterAnswers<String, Map<TopicPartition, OffsetAndMetadata>> all)
      throws ExecutionException, InterruptedException {
    Map<String, KafkaFuture<Void>> futures = new HashMap<>();
    wanted.forEach(
        (group, offsets) -> {
          AlterConsumerGroupOffsetsResult result = target.alterConsumerGroupOffsets(group, offsets);
          futures.put(group, result.all());
        });
    ClusterAnswers<String, Void> answers =
        ClusterAnswers.await(futures).ignoring(GroupSync::tellsOfMembers);
    tick.run();
    answers.values().keySet().forEach(group -> all.values().put(group, wanted.get(group)));
    all.errors().putAll(answers.errors());
  }

  /** Members came after the look at the group: then it is none of our business any more. */
  private static boolean tellsOfMembers(Throwable error) {
    return error instanceof UnknownMemberIdException
        || error instanceof GroupNotEmptyException
        || error instanceof StaleMemberEpochException
        || error instanceof FencedInstanceIdException;
  }
}
