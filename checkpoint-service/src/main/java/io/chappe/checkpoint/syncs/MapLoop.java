package io.chappe.checkpoint.syncs;

import io.chappe.checkpoint.maps.FlowMaps;
import io.chappe.checkpoint.sharing.SoleShare;
import io.chappe.config.FlowConfig;
import io.chappe.loop.ServiceLoop;
import io.chappe.naming.FlowId;
import io.chappe.service.FlowHealth;
import io.chappe.service.FlowTrouble;
import io.chappe.service.LoopWatch;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the maps of a flow at hand, whether or not the source is there, and writes MM2's offset
 * syncs from them: one thread.
 */
public final class MapLoop {
  private static final Logger LOGGER = LoggerFactory.getLogger(MapLoop.class);

  /** Much longer than any single wait for a cluster. */
  private static final Duration MAXIMAL_SILENCE = Duration.ofMinutes(3);

  private final FlowConfig flow;
  private final FlowMaps maps;
  private final FlowHealth health;
  private final LoopWatch.Loop watched;
  private final SyncsWriter syncs;
  private final ServiceLoop loop;

  /**
   * @param maps the flow's maps, which the caller closes when this has ended
   * @param health is told what works
   * @param share of the partitions whose offset syncs are ours to write
   */
  public MapLoop(
      FlowConfig flow, FlowMaps maps, FlowHealth health, LoopWatch loops, SoleShare share) {
    String name = "offset map " + flow.id();
    this.flow = flow;
    this.maps = maps;
    this.health = health;
    this.watched = loops.register(name, MAXIMAL_SILENCE.plus(flow.checkpoints().emitInterval()));
    this.syncs = new SyncsWriter(flow, maps, share, watched::tick);
    this.loop =
        new ServiceLoop(
            Thread.ofPlatform().name(name),
            this::turn,
            new FlowTrouble(health, "keeping the offset map at hand"),
            List.of(syncs));
  }

  /** The flow. */
  public FlowId flow() {
    return flow.id();
  }

  /** Starts the thread. */
  public void start() {
    loop.start();
  }

  private Duration turn() throws InterruptedException {
    watched.tick();
    boolean read = attempt("reading the offset map on " + flow.id().target(), this::read);
    if (read && flow.offsetSyncs().emit()) {
      attempt("writing offset syncs to " + syncs.cluster(), this::writeSyncs);
    }
    return flow.checkpoints().emitInterval();
  }

  private void read() {
    maps.catchUp(watched::tick);
  }

  private void writeSyncs() throws Exception {
    int written = syncs.write(syncs.plans());
    LOGGER.debug("offset syncs: flow={} written={}", flow.id(), written);
  }

  private interface Work {
    void run() throws Exception;
  }

  private boolean attempt(String subject, Work work) throws InterruptedException {
    try {
      work.run();
      health.succeeded(subject);
      return true;
    } catch (InterruptedException e) {
      throw e;
    } catch (InterruptException e) {
      throw new InterruptedException(e.getMessage());
    } catch (Exception e) {
      health.failed(subject, e);
      return false;
    }
  }

  /** Asks the loop to end, without waiting. */
  public void beginClose() {
    loop.end();
    loop.interrupt();
  }

  /** Waits for the end. */
  public void awaitClose(Duration limit) {
    loop.awaitEnd(limit);
    watched.close();
  }
}
