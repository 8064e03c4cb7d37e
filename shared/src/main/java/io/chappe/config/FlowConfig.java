package io.chappe.config;

import io.chappe.naming.ConfigPropertyFilter;
import io.chappe.naming.FlowId;
import io.chappe.naming.NameFilter;
import io.chappe.naming.TopicNaming;
import java.util.Optional;

/**
 * Everything that is configured for one flow. Immutable; a change of configuration makes a new one.
 *
 * @param id source and target
 * @param enabled whether data is replicated. A disabled flow may still emit heartbeats, as in MM2
 * @param topicFilter which source topics are wanted, before internal topics and loops are ruled out
 * @param groupFilter which consumer groups are checkpointed
 * @param configFilter which topic configuration properties are copied
 * @param naming names of remote and internal topics
 * @param topics topic settings
 * @param copy copy settings
 * @param records what is done to records
 * @param checkpoints checkpoint settings
 * @param offsetSyncs settings of MM2's offset syncs
 * @param heartbeats heartbeat settings
 * @param source how the source cluster is reached
 * @param target how the target cluster is reached
 */
public record FlowConfig(
    FlowId id,
    boolean enabled,
    NameFilter topicFilter,
    NameFilter groupFilter,
    ConfigPropertyFilter configFilter,
    TopicNaming naming,
    TopicSettings topics,
    CopySettings copy,
    RecordSettings records,
    CheckpointSettings checkpoints,
    OffsetSyncSettings offsetSyncs,
    HeartbeatSettings heartbeats,
    ClientSettings source,
    ClientSettings target) {

  /** Whether {@code sourceTopic} is replicated: picked by the filter, and allowed by its name. */
  public boolean replicates(String sourceTopic) {
    return new TopicSelection(this).replicates(sourceTopic);
  }

  /**
   * Why a topic that the filter picks is not replicated, fit for a log or a status; empty if it is,
   * or if the filter leaves it out.
   */
  public Optional<String> reasonNotReplicated(String sourceTopic) {
    return new TopicSelection(this).reasonNotReplicated(sourceTopic);
  }
}
