package io.chappe.checkpoint.sync;

import io.chappe.checkpoint.emission.StoredCheckpoint;
import io.chappe.checkpoint.translation.LogRange;
import io.chappe.checkpoint.translation.Translator;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.SourcePartition;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.connect.mirror.Checkpoint;

/**
 * A checkpoint to which a group on the target may be led.
 *
 * @param checkpoint the checkpoint
 * @param agreed the target offset at which both sides were last seen to agree
 * @param logEnd where the remote log ends
 */
public record Lead(Checkpoint checkpoint, OptionalLong agreed, long logEnd) {

  /**
   * The lead that a checkpoint gives; empty if it is about another topic than is there now, which
   * was deleted and created again, or if it points behind the end of the log.
   *
   * @param source the partition that the checkpoint's is the copy of
   */
  public static Optional<Lead> of(
      StoredCheckpoint standing, SourcePartition source, Translator translator) {
    OffsetMap map = translator.maps().get(source);
    LogRange copy = translator.copies().get(source);
    Checkpoint checkpoint = standing.checkpoint();
    boolean holds =
        map != null
            && copy != null
            && standing.isAbout(map)
            && translator.incarnations().isCurrent(source, map)
            && checkpoint.downstreamOffset() <= copy.end();
    return holds
        ? Optional.of(new Lead(checkpoint, standing.agreement(), copy.end()))
        : Optional.empty();
  }
}
