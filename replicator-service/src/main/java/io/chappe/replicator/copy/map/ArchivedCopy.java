package io.chappe.replicator.copy.map;

import io.chappe.offsetmap.ArchivedMap;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.replicator.copy.port.ProducerIdentity;
import java.util.List;

/**
 * The map of a copy that isn't in use.
 *
 * @param name what stands in its keys, and who wrote it last
 * @param map the map
 * @param keys all of its keys in the topic
 */
public record ArchivedCopy(ArchivedMap name, OffsetMap map, List<Long> keys) {
  ProducerIdentity writer() {
    return new ProducerIdentity(name.producerId(), name.producerEpoch());
  }
}
