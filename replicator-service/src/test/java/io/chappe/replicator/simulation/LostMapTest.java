package io.chappe.replicator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.failure.Reason;
import io.chappe.offsetmap.Cause;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.OffsetMapCodec;
import io.chappe.offsetmap.Run;
import io.chappe.offsetmap.RunKey;
import io.chappe.replicator.copy.CopierState;
import io.chappe.replicator.copy.port.BatchAppender;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What owners do about an offset map that doesn't say what it should. */
class LostMapTest {
  private static final long STRAY = 99;

  private final World world = new World(1, false, Faults.NONE, Simulation.SOUND);

  @BeforeEach
  void letNothingBreak() {
    world.calm = true;
  }

  @Test
  void copiesNothingASecondTimeIfTheMapIsGone() {
    copySome();
    world.map.deleteAll();

    assertThat(reasonOfTheStop()).isEqualTo(Reason.OFFSET_MAP_LOST);
  }

  @Test
  void stopsIfTheRunsOfTheOwnerBeforeAreLost() {
    copySome();
    int runs = world.map.entries().size();
    copySome();
    world.map.loseTail(world.map.entries().size() - runs);

    assertThat(reasonOfTheStop()).isEqualTo(Reason.OFFSET_MAP_LOST);
  }

  @Test
  void passesOverTheRecordOfAStrayProducer() {
    copySome();
    stray(new byte[] {103, 97, 114, 98, 97, 103, 101}, new byte[] {103});

    copySome();

    world.invariants.checkEnd();
  }

  @Test
  void stopsIfARunCannotBeRead() {
    copySome();
    stray(OffsetMapCodec.encode(new RunKey(World.KEY, 3)), new byte[] {0, 99, 1});

    assertThat(reasonOfTheStop()).isEqualTo(Reason.OFFSET_MAP_UNREADABLE);
  }

  @Test
  void aTombstoneThatRepairsTheMapNamesNoOwner() {
    copySome();
    byte[] key = OffsetMapCodec.encode(new RunKey(World.KEY, 3));
    stray(key, new byte[] {0, 99, 1});
    world.map.append(STRAY, (short) 0, 1, List.of(new BatchAppender.KeyValue(key, null)));

    copySome();

    world.invariants.checkEnd();
  }

  @Test
  void theCopyBeginsWhereItBeganUntilSomethingIsCopied() {
    Run first = firstRunOfANewOwner();

    firstRunOfANewOwner();
    Run third = firstRunOfANewOwner();

    assertThat(third.cause()).isEqualTo(Cause.START);
    assertThat(third.previousEnd()).isEqualTo(first.downstream());
    assertThat(third.downstream()).isGreaterThan(first.downstream());
  }

  private Run firstRunOfANewOwner() {
    SimulatedProcess owner = world.newOwner();
    world.runUntil(owner::isCopying);
    owner.kill();
    OffsetMap map = world.replayMap(world.mapRecords()).map(World.KEY).orElseThrow();
    assertThat(map.size()).isEqualTo(1);
    return map.run(0);
  }

  private void copySome() {
    for (int batch = 0; batch < 10; batch++) {
      world.source.produce();
    }
    SimulatedProcess owner = world.newOwner();
    world.runUntil(world.invariants::complete);
    owner.kill();
    owner.loseConnections();
  }

  private void stray(byte[] key, byte[] value) {
    world.map.append(STRAY, (short) 0, 0, List.of(new BatchAppender.KeyValue(key, value)));
  }

  private Reason reasonOfTheStop() {
    int data = world.data.lastData();
    SimulatedProcess owner = world.newOwner();
    world.runUntil(() -> owner.state() instanceof CopierState.Stopped);
    assertThat(world.data.lastData()).as("index of the last batch of data").isEqualTo(data);
    return ((CopierState.Stopped) owner.state()).failure().reason();
  }
}
