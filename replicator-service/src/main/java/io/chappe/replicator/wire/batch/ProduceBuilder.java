package io.chappe.replicator.wire.batch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.requests.ProduceRequest;

/** One produce request, and the batches that wait for its answer. */
public final class ProduceBuilder {
  private static final short ALL_IN_SYNC_REPLICAS = -1;

  private final TargetBroker broker;
  private final ProduceRequestData data;
  private final Map<String, TopicAppends> byName = new HashMap<>();
  private final Map<Uuid, TopicAppends> byId = new HashMap<>();
  private int bytes;

  private record TopicAppends(
      ProduceRequestData.TopicProduceData data, Map<Integer, Append> appends) {}

  public ProduceBuilder(TargetBroker broker, int timeoutMs) {
    this.broker = broker;
    this.data =
        new ProduceRequestData()
            .setAcks(ALL_IN_SYNC_REPLICAS)
            .setTimeoutMs(timeoutMs)
            .setTransactionalId(null);
  }

  public boolean isEmpty() {
    return byName.isEmpty();
  }

  public TargetBroker broker() {
    return broker;
  }

  /** Whether the socket may still need the bytes of the batches. */
  boolean isBeingWritten() {
    return broker.isWriting(this);
  }

  public int bytes() {
    return bytes;
  }

  /** Adds a batch of a partition that is not in this request yet. */
  public void add(Uuid topicId, Append append) {
    TopicAppends topic =
        byName.computeIfAbsent(append.partition().topic(), name -> addTopic(name, topicId));
    topic
        .data()
        .partitionData()
        .add(
            new ProduceRequestData.PartitionProduceData()
                .setIndex(append.partition().partition())
                .setRecords(MemoryRecords.readableRecords(append.batch().bytes())));
    append.batch().sentIn(this);
    topic.appends().put(append.partition().partition(), append);
    bytes += append.batch().sizeInBytes();
  }

  private TopicAppends addTopic(String name, Uuid topicId) {
    ProduceRequestData.TopicProduceData topicData =
        new ProduceRequestData.TopicProduceData().setName(name).setTopicId(topicId);
    data.topicData().add(topicData);
    TopicAppends topic = new TopicAppends(topicData, new HashMap<>());
    if (!topicId.equals(Uuid.ZERO_UUID)) {
      byId.put(topicId, topic);
    }
    return topic;
  }

  public ProduceRequest.Builder build() {
    return ProduceRequest.builder(data);
  }

  /**
   * The batch that a part of the answer is for; brokers of version 13 and newer name topics by
   * their id.
   */
  public Optional<Append> take(Uuid topicId, String name, int partition) {
    TopicAppends topic = byId.getOrDefault(topicId, byName.get(name));
    return topic == null
        ? Optional.empty()
        : Optional.ofNullable(topic.appends().remove(partition));
  }

  /** All batches that had no answer. */
  public List<Append> takeAll() {
    List<Append> left = new ArrayList<>();
    byName.values().forEach(topic -> left.addAll(topic.appends().values()));
    byName.values().forEach(topic -> topic.appends().clear());
    return left;
  }
}
