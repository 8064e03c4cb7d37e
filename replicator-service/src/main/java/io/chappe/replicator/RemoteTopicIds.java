package io.chappe.replicator;

import io.chappe.offsetmap.Incarnation;
import io.chappe.replicator.topics.catalog.Catalog;
import io.chappe.replicator.topics.catalog.RemoteTopic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;

/**
 * Notices remote topics that were deleted and created again, on clusters that give topics ids. Used
 * by one thread.
 */
final class RemoteTopicIds {
  private final Map<String, Uuid> newest = new HashMap<>();

  /** The ids under which topics of this catalog were known before. */
  List<Uuid> replacedBy(Catalog catalog) {
    List<Uuid> replaced = new ArrayList<>();
    for (RemoteTopic remote : catalog.remotes().values()) {
      if (!Incarnation.isKnown(remote.id())) {
        continue;
      }
      Uuid before = newest.put(remote.name(), remote.id());
      if (before != null && !before.equals(remote.id())) {
        replaced.add(before);
      }
    }
    return replaced;
  }
}
