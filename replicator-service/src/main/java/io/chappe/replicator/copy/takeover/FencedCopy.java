package io.chappe.replicator.copy.takeover;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.Run;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.replicator.copy.map.KnownMap;
import io.chappe.replicator.copy.map.RememberedMap;
import io.chappe.replicator.copy.map.StoredMap;
import io.chappe.replicator.copy.port.CopyTask;
import io.chappe.replicator.copy.port.ProducerIdentity;
import io.chappe.replicator.copy.port.TargetTail;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * What a takeover knows of a copy once it has fenced it and read its map: nobody else can change
 * either any more.
 *
 * @param task what is to be copied
 * @param topics where from and where to
 * @param stored what the map's topic says
 * @param remembered the map as this instance had it when it owned the partition last
 * @param fence what keeps others out
 * @param current the map of a copy between the same topics, if there is one
 */
record FencedCopy(
    CopyTask task,
    Topics topics,
    StoredMap stored,
    Optional<RememberedMap> remembered,
    Fencing.Fence fence,
    Optional<KnownMap> current) {

  /**
   * What is read and written.
   *
   * @param incarnation the topics as the clusters name them now
   * @param mapPartition where the runs of the map go
   */
  record Topics(Incarnation incarnation, TopicPartition mapPartition) {}

  static FencedCopy of(
      CopyTask task,
      Topics topics,
      StoredMap stored,
      Optional<RememberedMap> remembered,
      Fencing.Fence fence) {
    Optional<KnownMap> current =
        KnownMap.of(stored, remembered, topics.incarnation(), task.exclusive());
    return new FencedCopy(task, topics, stored, remembered, fence, current);
  }

  /** The topics with ids that were known before: what goes into the map. */
  Incarnation recorded() {
    return current
        .map(known -> known.map().incarnation())
        .map(topics.incarnation()::completedBy)
        .orElse(topics.incarnation());
  }

  /** The map to go on with; empty if nothing was copied between these topics. */
  Optional<KnownMap> known() {
    return current.map(known -> known.identifiedAs(recorded()));
  }

  /** The topics that the map was about before, if one of them was deleted and created again. */
  Optional<Incarnation> replaced() {
    return current.isPresent()
        ? Optional.empty()
        : stored
            .map()
            .map(OffsetMap::incarnation)
            .filter(before -> !before.isSameAs(topics.incarnation()));
  }

  /** Whether the copy that is there is that of a source topic which was deleted since. */
  boolean isOfAnotherSource() {
    return replaced()
        .filter(
            before ->
                Incarnation.isSame(before.targetTopicId(), topics.incarnation().targetTopicId()))
        .isPresent();
  }

  /** All keys of the map in use, whatever it is about. */
  List<Long> keysInUse() {
    return union(
        stored.obsolete(),
        stored.map().stream().flatMap(map -> map.runs().stream()).map(Run::upstream).toList());
  }

  /** Keys of runs that no longer hold once {@code known} is gone on with. */
  List<Long> obsoleteFor(KnownMap known) {
    return known.archived() ? keysInUse() : stored.obsolete();
  }

  static List<Long> union(List<Long> one, List<Long> other) {
    Set<Long> both = new LinkedHashSet<>(one);
    both.addAll(other);
    return List.copyOf(both);
  }

  /** The newest owner that is known to have written the map in use. */
  Optional<ProducerIdentity> mapWriter() {
    return KnownMap.writer(stored, remembered);
  }

  /**
   * Whose data is this flow's since the newest takeover: the one's that wrote the map last. It has
   * another id than ours if the coordinator forgot the transactional id or the epochs of an id ran
   * out.
   */
  Set<Long> ownIds(Optional<ProducerIdentity> mapWriter) {
    Set<Long> ids = new HashSet<>(Set.of(fence.owner().id()));
    mapWriter.ifPresent(writer -> ids.add(writer.id()));
    return ids;
  }

  /** The map doesn't tell of all that is there. */
  Failure lost(TargetTail tail) {
    return new Failure.StopPartition(
        Reason.OFFSET_MAP_LOST,
        "%s holds a copy of %s up to offset %d, and the offset map %s doesn't tell of all of it%s: restore that topic, or delete %s to have it copied anew, or name it in remote.topics.shared to have all copied behind what is there"
            .formatted(
                task.target(),
                task.source(),
                tail.dataEnd().orElse(tail.logEnd()) - 1,
                topics.mapPartition(),
                replaced().isPresent() ? " any more, since it was copied elsewhere in between" : "",
                task.target().topic()));
  }

  /** The remote topic holds the copy of another. */
  Failure mixedWith(SourcePartition other) {
    return new Failure.StopPartition(
        Reason.REMOTE_TOPIC_OF_ANOTHER,
        "%s holds the copy of %s-%d: %s would be mixed into it"
            .formatted(task.target(), other.topic(), other.partition(), task.source()),
        "change topics.rename, or delete %s, or name it in remote.topics.shared"
            .formatted(task.target().topic()));
  }
}
