package io.chappe.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.checkpoint.sharing.Share;
import io.chappe.checkpoint.sharing.SoleShare;
import io.chappe.checkpoint.sharing.SoleShare.Assignment;
import io.chappe.config.FlowConfig;
import io.chappe.service.FlowHealth;
import io.chappe.service.LoopWatch;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

@ExtendWith(SharedClustersExtension.class)
class ShareLoopIT {
  @Test
  void twoInstancesThatEmitNoCheckpointsShareThePartitions(SharedClusters clusters)
      throws Exception {
    FlowConfig flow =
        new LoopFixture(clusters, 1).flow(Map.of("emit.checkpoints.enabled", "false"));
    LoopWatch watch = new LoopWatch(System::nanoTime);
    ShareLoop one = start(flow, watch);
    ShareLoop other = start(flow, new LoopWatch(System::nanoTime));

    await()
        .atMost(LoopFixture.TIMEOUT)
        .until(() -> !parts(one).isEmpty() && parts(one).size() + parts(other).size() == 24);
    Set<Integer> both = new HashSet<>(parts(one));
    both.addAll(parts(other));
    assertThat(both).hasSize(24);

    close(other);
    await().atMost(LoopFixture.TIMEOUT).until(() -> parts(one).size() == 24);
    assertThat(parts(other)).isEmpty();
    close(one);
    assertThat(watch.watched()).isEmpty();
  }

  private static ShareLoop start(FlowConfig flow, LoopWatch watch) {
    FlowHealth health = new FlowHealth(flow.id(), LoggerFactory.getLogger(ShareLoopIT.class));
    ShareLoop loop = new ShareLoop(flow, health, watch);
    loop.start();
    return loop;
  }

  private static void close(ShareLoop loop) {
    loop.beginClose();
    loop.awaitClose(Duration.ofSeconds(10));
  }

  private static Set<Integer> parts(ShareLoop loop) throws Exception {
    SoleShare assigned = loop.assigned();
    return assigned.work(now -> now.map(Assignment::share).map(Share::numbers).orElse(Set.of()));
  }
}
