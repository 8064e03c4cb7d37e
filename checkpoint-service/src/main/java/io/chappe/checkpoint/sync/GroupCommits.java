package io.chappe.checkpoint.sync;

import io.chappe.checkpoint.cluster.ClusterAnswers;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.UnknownMemberIdException;

/** Commits offsets for groups without members. */
final class GroupCommits {
  private GroupCommits() {}

  /**
   * Commits all at once and waits. A group that has got members since, or that is of another kind
   * on that cluster, is none of our business any more: its coordinator refuses, and it is left out.
   *
   * @return the offsets that were committed, and what failed, by group
   */
  static ClusterAnswers<String, Map<TopicPartition, OffsetAndMetadata>> commit(
      OffsetCommits cluster, Map<String, Map<TopicPartition, OffsetAndMetadata>> wanted)
      throws ExecutionException, InterruptedException {
    Map<String, KafkaFuture<Void>> futures = new HashMap<>();
    wanted.forEach((group, offsets) -> futures.put(group, cluster.commit(group, offsets)));
    ClusterAnswers<String, Void> answers =
        ClusterAnswers.await(futures).ignoring(GroupCommits::tellsOfMembers);
    Map<String, Map<TopicPartition, OffsetAndMetadata>> committed = new HashMap<>();
    answers.values().keySet().forEach(group -> committed.put(group, wanted.get(group)));
    return new ClusterAnswers<>(committed, answers.errors());
  }

  private static boolean tellsOfMembers(Throwable error) {
    return error instanceof UnknownMemberIdException
        || error instanceof GroupNotEmptyException
        || error instanceof StaleMemberEpochException
        || error instanceof FencedInstanceIdException
        || error instanceof GroupIdNotFoundException;
  }
}
