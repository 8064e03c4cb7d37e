package io.chappe.replicator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.failure.Reason;
import io.chappe.replicator.copy.CopierState;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A remote topic that gets the name of an earlier copy back. */
class RenamedTopicTest {
  private static final long STRANGER = 99;

  private final World world = new World(1, false, Faults.NONE, Simulation.SOUND);

  @BeforeEach
  void copyUnderTwoNamesAndGoBackToTheFirst() {
    world.calm = true;
    world.renameTarget(0);
    copySome();
    world.renameTarget(1);
    copySome();
    world.renameTarget(0);
  }

  @Test
  void theEarlierCopyIsGoneOnWith() {
    int copied = world.data.lastData();

    copySome();

    assertThat(world.data.lastData()).isGreaterThan(copied);
    world.invariants.checkEnd();
  }

  @Test
  void aCopyThatOthersHaveWrittenBehindIsLeftAlone() {
    long next = world.data.entries().get(world.data.lastData()).records().getLast() + 1;
    world.data.append(STRANGER, (short) 0, 0, List.of(next));
    int last = world.data.lastData();

    SimulatedProcess owner = world.newOwner();
    world.runUntil(() -> owner.state() instanceof CopierState.Stopped);

    assertThat(((CopierState.Stopped) owner.state()).failure().reason())
        .isEqualTo(Reason.OFFSET_MAP_LOST);
    assertThat(world.data.lastData()).isEqualTo(last);
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
}
