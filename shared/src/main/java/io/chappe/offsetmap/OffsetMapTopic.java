package io.chappe.offsetmap;

/** How the offset-map topic is laid out. */
public final class OffsetMapTopic {
  private OffsetMapTopic() {}

  /**
   * The partition of the offset-map topic that all runs of a source partition go to, so that they
   * are read back in the order in which they were written.
   *
   * @param source the source partition
   * @param partitions the number of partitions that the offset-map topic has, at least 1. It must
   *     never change: runs already written would not be found
   */
  public static int partitionFor(SourcePartition source, int partitions) {
    // String.hashCode is specified, so this is the same in every version and every build.
    int hash = source.topic().hashCode() * 31 + source.partition();
    hash ^= hash >>> 16;
    hash *= 0x7feb352d;
    hash ^= hash >>> 15;
    hash *= 0x846ca68b;
    hash ^= hash >>> 16;
    return Math.floorMod(hash, partitions);
  }
}
