package io.chappe.replicator.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chappe.naming.FlowId;
import io.chappe.replicator.topics.catalog.TopicsObserver;
import io.chappe.replicator.topics.cluster.ClusterUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class TwoClustersTest {
  private final List<String> reached = new ArrayList<>();
  private String source = "one";
  private String target = "other";
  private int refusals;
  private final TwoClusters clusters =
      new TwoClusters(
          new FlowId("us", "eu"),
          () -> answer("us", source),
          () -> answer("eu", target),
          new TopicsObserver() {
            @Override
            public void reached(String alias, String clusterId) {
              reached.add(alias + " " + clusterId);
            }

            @Override
            public void clustersAreOne() {
              refusals++;
            }
          });

  private static String answer(String alias, String id) throws ClusterUnavailableException {
    if (id.equals("away")) {
      throw new ClusterUnavailableException(alias, new TimeoutException());
    }
    return id.equals("old") ? null : id;
  }

  @Test
  void twoClustersAreFine() throws Exception {
    clusters.compare();

    assertThat(clusters.problem()).isEmpty();
    assertThat(reached).containsExactly("us one", "eu other");
  }

  @Test
  void oneClusterIsRefusedWithBothNamesItsIdAndTheWayOut() throws Exception {
    target = "one";

    clusters.compare();
    clusters.compare();

    assertThat(clusters.problem().orElseThrow().message())
        .contains("us and eu lead to one cluster (id one)", "us.bootstrap.servers and eu.boot")
        .contains("us->eu.enabled");
    assertThat(refusals).isEqualTo(2);
  }

  @Test
  void aClusterMayLeadElsewhereLaterAndBack() throws Exception {
    clusters.compare();
    source = "other";
    clusters.compare();
    assertThat(clusters.problem()).isPresent();

    target = "third";
    clusters.compare();
    assertThat(clusters.problem()).isEmpty();
  }

  @Test
  void aTargetThatIsAwayIsWhatItWas() throws Exception {
    clusters.compare();
    source = "other";
    target = "away";

    assertThatThrownBy(clusters::compare).isInstanceOf(ClusterUnavailableException.class);
    assertThat(clusters.problem()).isPresent();

    source = "away";
    assertThatThrownBy(clusters::compare).isInstanceOf(ClusterUnavailableException.class);
    assertThat(clusters.problem()).isPresent();
  }

  @Test
  void clustersWithoutIdsAreTakenForTwo() throws Exception {
    source = "old";
    target = "old";

    clusters.compare();

    assertThat(clusters.problem()).isEmpty();
  }
}
