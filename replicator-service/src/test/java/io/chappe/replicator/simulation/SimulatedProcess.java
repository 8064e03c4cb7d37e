package io.chappe.replicator.simulation;

import io.chappe.replicator.copy.CopierState;
import io.chappe.replicator.copy.PartitionCopier;
import io.chappe.replicator.copy.map.OffsetMapStore;
import io.chappe.replicator.copy.port.BatchAppender;
import io.chappe.replicator.copy.port.BatchFetcher;
import io.chappe.replicator.copy.port.CopyTask;
import io.chappe.replicator.copy.port.Timers;
import io.chappe.replicator.copy.takeover.CopyContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.TopicPartition;

/**
 * A replicator process with the production code for one partition in it. It can die, and it can be
 * stopped for a while.
 */
final class SimulatedProcess {
  private static final long TICK_MS = 20;

  final String name;
  private final World world;
  private final Timers timers;
  private final PartitionCopier copier;
  private final SimulatedTarget target;
  private List<Runnable> unheard = new ArrayList<>();
  private boolean alive = true;
  private boolean suspended;

  SimulatedProcess(String name, World world, UnaryOperator<BatchAppender> flaw) {
    this.name = name;
    this.world = world;
    Schedule schedule = world.schedule;
    this.timers = new Timers(schedule::nowMs);
    this.target = new SimulatedTarget(world, this);
    BatchFetcher source = new SimulatedFetcher(world, this);
    BatchAppender appender = flaw.apply(target);
    this.copier =
        new PartitionCopier(
            new CopyTask(
                World.SOURCE, World.TARGET, "copier", BatchFetcher.EARLIEST, world.exclusive),
            new CopyContext(
                new CopyContext.Clusters(
                    source,
                    appender,
                    new OffsetMapStore(World.MAP.topic(), appender),
                    new SimulatedCodec()),
                timers,
                new TracingObserver(schedule, name),
                schedule::nowMs,
                world.maxRuns));
    tick();
  }

  private void tick() {
    deliver(timers::run);
    if (world.schedule.percent(2)) {
      deliver(copier::dropOldRuns);
    }
    if (alive) {
      world.schedule.after(TICK_MS, this::tick);
    }
  }

  void own() {
    note("believes to own the partition");
    boolean kept = world.schedule.percent(50);
    deliver(
        () -> {
          if (!kept || !copier.keep()) {
            copier.takeOver();
          }
        });
  }

  void disown() {
    note("hears that it lost the partition");
    deliver(copier::abandon);
  }

  void release() {
    note("is asked to release the partition");
    deliver(() -> copier.release(() -> note("has released")));
  }

  /** Copies on until somebody else's fence stops it, or nobody comes. */
  void handOver() {
    int limitMs = world.schedule.below(3_000);
    note("hands the partition over, within " + limitMs + " ms");
    deliver(() -> copier.handOver(limitMs, () -> note("has handed over")));
  }

  void kill() {
    note("is killed");
    alive = false;
  }

  void suspend() {
    note("is stopped");
    suspended = true;
  }

  void resume() {
    if (suspended) {
      note("goes on");
      suspended = false;
      List<Runnable> missed = unheard;
      unheard = new ArrayList<>();
      missed.forEach(this::deliver);
    }
  }

  /** Lets the process hear of something, now or when it goes on. */
  void deliver(Runnable news) {
    if (!alive) {
      return;
    }
    if (suspended) {
      unheard.add(news);
    } else {
      news.run();
    }
  }

  void hearOfTheLostMap() {
    deliver(copier::takeOverAgain);
  }

  boolean isCopying() {
    return state() instanceof CopierState.Copying;
  }

  CopierState state() {
    return copier.state();
  }

  /** Upstream offset below which all is copied. */
  long position() {
    return copier.position();
  }

  /** The brokers it is connected to are replaced. */
  void loseConnections() {
    target.loseConnections();
  }

  int breakPercent() {
    return world.calm ? 0 : 2;
  }

  boolean alive() {
    return alive;
  }

  boolean suspended() {
    return suspended;
  }

  void note(String text) {
    world.schedule.note(() -> name + ": " + text);
  }

  static TopicPartition partition(String topic) {
    return new TopicPartition(topic, 0);
  }
}
