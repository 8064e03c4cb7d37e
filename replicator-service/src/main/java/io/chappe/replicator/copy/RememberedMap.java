package io.chappe.replicator.copy;

import io.chappe.offsetmap.OffsetMap;
import java.util.Optional;

/**
 * An offset map as its owner had it in memory when an attempt ended. It is the truth for as long as
 * nobody else has written the partition's map: a topic that says less has lost something.
 *
 * @param map the map, runs included that may not be durable
 * @param owner the identity it was written with
 */
record RememberedMap(OffsetMap map, ProducerIdentity owner) {
  /**
   * The map, if the topic has lost some of it.
   *
   * @param stored what the topic says, if it says anything
   * @param dataEnd downstream offset up to which records are on the target: what was written ahead
   *     for others is of no interest
   * @return empty if the topic has lost nothing
   */
  Optional<OffsetMap> lostBy(Optional<OffsetMap> stored, long dataEnd) {
    boolean complete = stored.filter(each -> saysAsMuch(each, dataEnd)).isPresent();
    return map.isEmpty() || complete ? Optional.empty() : Optional.of(map);
  }

  private boolean saysAsMuch(OffsetMap stored, long dataEnd) {
    return stored.incarnation().isSameAs(map.incarnation())
        && stored.hasBeginning()
        && stored.run(0).equals(map.run(0))
        && stored.positionAt(dataEnd).equals(map.positionAt(dataEnd))
        && stored.truncateTo(dataEnd).map().equals(map.truncateTo(dataEnd).map());
  }
}
