package io.chappe.offsetmap;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.Uuid;

/**
 * Names the map of a copy that isn't gone on with, because {@code topics.rename} sends the source
 * topic elsewhere: should it lead back, the copy is gone on with.
 *
 * <p>Its runs stay in the partition of the offset-map topic that they were in, with keys of another
 * topic: {@code <source topic>@<id of the remote topic>@<producer id>.<epoch>}. No topic's name has
 * an {@code @}.
 *
 * @param source the source partition
 * @param targetTopicId id of the remote topic
 * @param producerId of the owner that wrote the map last
 * @param producerEpoch of that owner
 */
public record ArchivedMap(
    SourcePartition source, Uuid targetTopicId, long producerId, short producerEpoch) {
  private static final String MARK = "@";
  private static final Pattern NAME =
      Pattern.compile("([^@]*)@([A-Za-z0-9_-]{22})@(\\d{1,18})\\.(\\d{1,5})");

  /** Whether the runs of {@code key} are those of an archived map, whatever is said of it. */
  public static boolean isNamedBy(SourcePartition key) {
    return key.topic().contains(MARK);
  }

  /** The archived map that {@code key} names; empty if it names a map in use, or nothing known. */
  public static Optional<ArchivedMap> of(SourcePartition key) {
    Matcher name = NAME.matcher(key.topic());
    if (!name.matches()) {
      return Optional.empty();
    }
    int epoch = Integer.parseInt(name.group(4));
    return epoch > Short.MAX_VALUE
        ? Optional.empty()
        : Optional.of(
            new ArchivedMap(
                new SourcePartition(name.group(1), key.partition()),
                Uuid.fromString(name.group(2)),
                Long.parseLong(name.group(3)),
                (short) epoch));
  }

  /** The source partition that the runs of {@code key} are about. */
  public static SourcePartition sourceOf(SourcePartition key) {
    return new SourcePartition(key.topic().split(MARK, 2)[0], key.partition());
  }

  /** What stands in the keys of its runs. */
  public SourcePartition key() {
    return new SourcePartition(
        String.join(
            MARK, source.topic(), targetTopicId.toString(), producerId + "." + producerEpoch),
        source.partition());
  }
}
