package io.chappe.checkpoint;

import io.chappe.checkpoint.maps.FlowMaps;
import io.chappe.checkpoint.query.FlowQuery;
import io.chappe.checkpoint.sharing.SoleShare;
import io.chappe.checkpoint.syncs.MapLoop;
import io.chappe.config.FlowConfig;
import io.chappe.loop.Closes;
import io.chappe.naming.FlowId;
import io.chappe.service.FlowHealth;
import io.chappe.service.LoopWatch;
import io.chappe.status.FlowStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What is known of a flow's offsets apart from consumer groups: the maps, MM2's offset syncs, the
 * queries over HTTP. None of it needs the source to be there.
 */
final class FlowTranslations {
  private final FlowMaps maps;
  private final MapLoop loop;
  private final FlowQuery query;
  private final FlowHealth health;

  /**
   * @param maps closed with this
   * @param share of the partitions whose offset syncs are ours to write
   */
  FlowTranslations(
      FlowConfig flow, FlowMaps maps, FlowHealth health, LoopWatch watch, SoleShare share) {
    this.health = health;
    this.maps = maps;
    this.loop = new MapLoop(flow, maps, health, watch, share);
    this.query = new FlowQuery(flow, maps);
  }

  void start() {
    loop.start();
  }

  FlowId flow() {
    return loop.flow();
  }

  FlowQuery query() {
    return query;
  }

  FlowStatus status() {
    return health.status(Map.of());
  }

  /** Asks the loop to end, without waiting. */
  void beginClose() {
    loop.beginClose();
  }

  /** Waits for the end. */
  void awaitClose(Duration limit) {
    Closes.inOrder("translations " + flow(), List.of(() -> loop.awaitClose(limit), query, maps));
  }
}
