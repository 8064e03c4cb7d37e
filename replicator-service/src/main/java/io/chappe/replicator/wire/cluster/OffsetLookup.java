package io.chappe.replicator.wire.cluster;

import io.chappe.failure.Failure;
import io.chappe.replicator.copy.port.BatchFetcher;
import io.chappe.replicator.copy.port.Reply;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.Metadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ListOffsetsRequest;
import org.apache.kafka.common.requests.ListOffsetsResponse;

/** Asks a partition's leader for offsets (ListOffsets). */
public final class OffsetLookup {
  private OffsetLookup() {}

  /** Answers with the offset at {@code timestamp}, see {@link BatchFetcher#offsetAt}. */
  public static void offsetAt(
      ClusterClient client, TopicPartition partition, long timestamp, Reply<Long> reply) {
    Metadata.LeaderAndEpoch leader = client.leaderAndEpoch(partition);
    if (leader.leader.isEmpty()) {
      client.refreshMetadata();
      reply.failed(client.noLeader(partition));
      return;
    }
    client.enqueue(
        leader.leader.get(),
        request(partition, timestamp, leader.epoch),
        new ClusterClient.Answer() {
          @Override
          public void response(AbstractResponse response, short version) {
            ListOffsetsPartitionResponse answer =
                ((ListOffsetsResponse) response).topics().getFirst().partitions().getFirst();
            Errors error = Errors.forCode(answer.errorCode());
            if (error != Errors.NONE) {
              client.refreshMetadata();
              reply.failed(WireErrors.failure(error, "offset of " + partition));
            } else if (answer.offset() < 0 && timestamp >= 0) {
              // No record is that young: the flow begins with the next one.
              offsetAt(client, partition, BatchFetcher.LATEST, reply);
            } else {
              reply.done(answer.offset());
            }
          }

          @Override
          public void failed(Failure failure) {
            reply.failed(failure);
          }
        });
  }

  private static ListOffsetsRequest.Builder request(
      TopicPartition partition, long timestamp, Optional<Integer> leaderEpoch) {
    ListOffsetsPartition wanted =
        new ListOffsetsPartition()
            .setPartitionIndex(partition.partition())
            .setTimestamp(timestamp)
            .setCurrentLeaderEpoch(leaderEpoch.orElse(RecordBatch.NO_PARTITION_LEADER_EPOCH));
    ListOffsetsTopic topic =
        new ListOffsetsTopic().setName(partition.topic()).setPartitions(List.of(wanted));
    return ListOffsetsRequest.Builder.forConsumer(true, IsolationLevel.READ_UNCOMMITTED)
        .setTargetTimes(List.of(topic));
  }
}
