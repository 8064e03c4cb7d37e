package io.chappe.replicator.simulation;

import io.chappe.replicator.copy.port.BatchFetcher;
import io.chappe.replicator.copy.port.Chunk;
import io.chappe.replicator.copy.port.FetchedBatch;
import io.chappe.replicator.copy.port.Reply;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** Fetches from the simulated source, for one process. */
final class SimulatedFetcher implements BatchFetcher {
  private final World world;
  private final SimulatedProcess process;
  private int following;

  SimulatedFetcher(World world, SimulatedProcess process) {
    this.world = world;
    this.process = process;
  }

  @Override
  public void resolve(TopicPartition partition, Reply<Uuid> reply) {
    world.schedule.after(
        world.schedule.delay(), () -> process.deliver(() -> reply.done(World.SOURCE_ID)));
  }

  @Override
  public void offsetAt(TopicPartition partition, long timestamp, Reply<Long> reply) {
    long offset = timestamp == LATEST ? world.source.end() : world.source.start();
    world.schedule.after(world.schedule.delay(), () -> process.deliver(() -> reply.done(offset)));
  }

  @Override
  public void follow(
      TopicPartition partition, Uuid topicId, long offset, int leaderEpoch, Listener listener) {
    fetch(offset, listener, ++following);
  }

  private void fetch(long offset, Listener listener, int ofFollowing) {
    Schedule schedule = world.schedule;
    schedule.after(
        schedule.delay() + 1, () -> process.deliver(() -> hand(offset, listener, ofFollowing)));
  }

  private void hand(long offset, Listener listener, int ofFollowing) {
    if (ofFollowing != following) {
      return;
    }
    if (offset > world.source.end() || offset < world.source.start()) {
      listener.outOfRange();
      return;
    }
    List<SimulatedBatch> batches = world.source.read(offset, 1 + world.schedule.below(6));
    if (batches.isEmpty()) {
      world.schedule.after(20, () -> fetch(offset, listener, ofFollowing));
      return;
    }
    long end = batches.getLast().lastOffset() + 1;
    List<FetchedBatch> fetched = List.copyOf(batches);
    listener.fetched(new Chunk(fetched, end, world.source.end()));
    fetch(end, listener, ofFollowing);
  }

  @Override
  public void unfollow(TopicPartition partition) {
    following++;
  }

  @Override
  public long bufferedBytes() {
    return 0;
  }

  @Override
  public void close() {}
}
