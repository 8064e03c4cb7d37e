package io.chappe.replicator.topics;

import io.chappe.config.FlowConfig;
import io.chappe.naming.FlowId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The remote topics of all flows of this process. Two flows may have one only if it is in {@code
 * remote.topics.shared} of both: else each would take the other's records for its own. Thread-safe.
 */
public final class RemoteNames {
  private static final Comparator<FlowId> BY_NAME = Comparator.comparing(FlowId::toString);

  private record Place(String cluster, String topic) {}

  /**
   * A flow's wish for a place.
   *
   * @param topic the source topic
   * @param shared whether the flow expects others there
   */
  private record Use(FlowId flow, String topic, boolean shared) {}

  /** A flow's wishes, and who told them: a flow that changes is told of by another one. */
  private record Wishes(Object teller, List<Place> places) {}

  private final Map<Place, Map<FlowId, Use>> uses = new HashMap<>();
  private final Map<FlowId, Wishes> wishes = new HashMap<>();

  /**
   * A flow wants these topics and no others.
   *
   * @param teller who says so
   * @param remoteNames names on the target by source topic
   * @return why a topic can't be copied, by source topic; the other flow is told the same when it
   *     asks the next time
   */
  synchronized Map<String, String> want(
      Object teller, FlowConfig flow, Map<String, String> remoteNames) {
    drop(flow.id());
    List<Place> places = new ArrayList<>();
    Map<String, String> problems = new TreeMap<>();
    remoteNames.forEach(
        (topic, remote) -> {
          Place place = new Place(flow.id().target(), remote);
          Use use = new Use(flow.id(), topic, flow.copy().shared().accepts(remote));
          Map<FlowId, Use> all = uses.computeIfAbsent(place, any -> new TreeMap<>(BY_NAME));
          all.values().stream()
              .filter(other -> !use.shared || !other.shared)
              .findFirst()
              .ifPresent(other -> problems.put(topic, problem(remote, other)));
          all.put(flow.id(), use);
          places.add(place);
        });
    wishes.put(flow.id(), new Wishes(teller, places));
    return problems;
  }

  private static String problem(String remote, Use other) {
    return "its remote topic %s would also be the copy of %s by %s, so neither is copied: rename one by topics.rename, leave one out by topics.exclude, or name %s in remote.topics.shared of both flows"
        .formatted(remote, other.topic, other.flow, remote);
  }

  /** Forgets a flow, unless somebody else tells of it by now. */
  synchronized void forget(Object teller, FlowId flow) {
    Wishes known = wishes.get(flow);
    if (known != null && known.teller == teller) {
      drop(flow);
    }
  }

  private void drop(FlowId flow) {
    Wishes known = wishes.remove(flow);
    if (known == null) {
      return;
    }
    for (Place place : known.places) {
      Map<FlowId, Use> all = uses.get(place);
      all.remove(flow);
      if (all.isEmpty()) {
        uses.remove(place);
      }
    }
  }
}
