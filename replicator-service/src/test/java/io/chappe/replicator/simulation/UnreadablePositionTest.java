package io.chappe.replicator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.replicator.copy.PartitionCopier;
import io.chappe.replicator.copy.map.OffsetMapStore;
import io.chappe.replicator.copy.port.BatchFetcher;
import io.chappe.replicator.copy.port.Chunk;
import io.chappe.replicator.copy.port.CopyObserver;
import io.chappe.replicator.copy.port.CopyTask;
import io.chappe.replicator.copy.port.FetchedBatch;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.copy.port.Timers;
import io.chappe.replicator.copy.takeover.CopyContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

/**
 * A source that doesn't give an offset, though its log has it: a segment is missing in its tiered
 * storage.
 */
class UnreadablePositionTest {
  private static final long RUN_MS = 30_000;

  private final World world = new World(1, false, Faults.NONE, UnaryOperator.identity());
  private final SimulatedProcess process =
      new SimulatedProcess("P", world, UnaryOperator.identity());
  private final List<Long> interruptedAt = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();
  private int follows;
  private long position;

  @Test
  void anOffsetThatIsNotGivenIsSaidAndTriedAgainAfterGrowingPauses() {
    world.calm = true;
    for (int batch = 0; batch < 10; batch++) {
      world.source.produce();
    }
    SimulatedTarget target = new SimulatedTarget(world, process);
    Timers timers = new Timers(world.schedule::nowMs);
    PartitionCopier copier =
        new PartitionCopier(
            new CopyTask(World.SOURCE, World.TARGET, "copier", BatchFetcher.EARLIEST, true),
            new CopyContext(
                new CopyContext.Clusters(
                    new HoledSource(),
                    target,
                    new OffsetMapStore(World.MAP.topic(), target),
                    new SimulatedCodec()),
                timers,
                new Recorder(),
                world.schedule::nowMs,
                1_000));
    copier.takeOver();
    tick(timers);
    while (world.schedule.step(RUN_MS)) {
      assertThat(follows).isLessThan(1_000);
    }

    assertThat(failures)
        .hasSizeGreaterThan(3)
        .allSatisfy(
            failure -> {
              assertThat(failure).isInstanceOf(Failure.Retry.class);
              assertThat(failure.reason()).isEqualTo(Reason.OFFSET_OUT_OF_RANGE);
              assertThat(failure.message())
                  .contains("offset " + position + " of orders-0")
                  .contains("from 0 to " + world.source.end())
                  .contains("tiered storage");
            });
    int last = interruptedAt.size() - 1;
    assertThat(interruptedAt.get(last) - interruptedAt.get(last - 1)).isGreaterThan(2_000);
    assertThat(follows).isLessThanOrEqualTo(2 * (failures.size() + 1) + 1);
  }

  private void tick(Timers timers) {
    timers.run();
    world.schedule.after(10, () -> tick(timers));
  }

  /** Gives what stands before a position, and nothing from there on. */
  private final class HoledSource implements BatchFetcher {
    private final SimulatedFetcher real = new SimulatedFetcher(world, process);

    @Override
    public void resolve(TopicPartition partition, Reply<Uuid> reply) {
      real.resolve(partition, reply);
    }

    @Override
    public void offsetAt(TopicPartition partition, long timestamp, Reply<Long> reply) {
      real.offsetAt(partition, timestamp, reply);
    }

    @Override
    public void follow(
        TopicPartition partition, Uuid topicId, long offset, int leaderEpoch, Listener listener) {
      follows++;
      if (offset == 0) {
        List<FetchedBatch> batches = List.copyOf(world.source.read(0, 3));
        position = batches.getLast().lastOffset() + 1;
        world.schedule.after(
            5, () -> listener.fetched(new Chunk(batches, position, world.source.end())));
      }
      world.schedule.after(10, listener::outOfRange);
    }

    @Override
    public void unfollow(TopicPartition partition) {}

    @Override
    public long bufferedBytes() {
      return 0;
    }

    @Override
    public void close() {}
  }

  private final class Recorder implements CopyObserver {
    @Override
    public void copied(TopicPartition source, int records, int bytes, long latencyMs) {}

    @Override
    public void takenOver(TopicPartition source, long upstream, long downstream) {}

    @Override
    public void interrupted(TopicPartition source, long upstream, Failure failure) {
      interruptedAt.add(world.schedule.nowMs());
      failures.add(failure);
    }

    @Override
    public void lostOnSource(TopicPartition source, long from, long to) {}

    @Override
    public void truncatedOnSource(TopicPartition source, long copied, long logEnd) {}
  }
}
