package io.chappe.replicator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.replicator.copy.port.BatchAppender;
import io.chappe.replicator.copy.port.FetchedBatch;
import io.chappe.replicator.copy.port.ProducerIdentity;
import io.chappe.replicator.copy.port.Reply;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** A target that others write to as well, where the map is written behind the records. */
class SharedTargetTest {
  private final List<Runnable> heldAnswers = new ArrayList<>();
  private boolean holding;

  @Test
  void nothingIsSkippedIfTheSourceLosesItsTailWhileSomeOfItIsInFlight() {
    World world = new World(1, false, Faults.NONE, this::holdingAnswers);
    world.calm = true;
    world.exclusive = false;
    produce(world, 10);
    SimulatedProcess owner = world.newOwner();
    world.runUntil(world.invariants::complete);
    long cut = world.source.end();
    holding = true;
    produce(world, 5);
    world.runUntil(world.invariants::complete);
    world.source.truncateTo(cut);
    world.invariants.sourceTruncated();
    long truncatedAt = world.schedule.nowMs();
    world.runUntil(() -> world.schedule.nowMs() > truncatedAt + 1_000);

    holding = false;
    heldAnswers.forEach(Runnable::run);
    world.runUntil(() -> owner.position() == cut);
    world.runUntil(() -> world.schedule.nowMs() > truncatedAt + 4_000);
    owner.kill();
    produce(world, 5);
    world.newOwner();

    world.runUntil(world.invariants::complete);
    assertThat(world.source.records().getLast()).isGreaterThan(cut);
  }

  private static void produce(World world, int batches) {
    for (int batch = 0; batch < batches; batch++) {
      world.source.produce();
    }
  }

  /** Lets answers to appends come late, though the target has appended. */
  private BatchAppender holdingAnswers(BatchAppender target) {
    return new ForwardingAppender(target) {
      @Override
      public void append(
          TopicPartition partition,
          ProducerIdentity producer,
          int sequence,
          FetchedBatch batch,
          Reply<Long> reply) {
        target.append(
            partition,
            producer,
            sequence,
            batch,
            new Flaw.Passed<>(reply) {
              @Override
              public void done(Long offset) {
                if (holding) {
                  heldAnswers.add(() -> reply.done(offset));
                } else {
                  reply.done(offset);
                }
              }
            });
      }
    };
  }
}
