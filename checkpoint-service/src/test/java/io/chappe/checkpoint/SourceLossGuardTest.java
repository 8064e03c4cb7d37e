package io.chappe.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.checkpoint.cluster.ClusterIdentity;
import io.chappe.checkpoint.emission.EmittedCheckpoints;
import io.chappe.checkpoint.emission.StoredCheckpoint;
import io.chappe.checkpoint.groups.GroupList;
import io.chappe.checkpoint.translation.CopyNames;
import io.chappe.checkpoint.translation.TopicPresence;
import io.chappe.config.FlowConfig;
import io.chappe.config.loading.ConfigLoader;
import io.chappe.offsetmap.Incarnation;
import io.chappe.records.CheckpointKey;
import io.chappe.service.FlowHealth;
import io.chappe.status.FlowStatus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.connect.mirror.Checkpoint;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SourceLossGuardTest {
  private static final Uuid TOPIC_ID = Uuid.randomUuid();
  private static final Uuid COPY_ID = Uuid.randomUuid();
  private static final ClusterIdentity US =
      new ClusterIdentity("us-1", Optional.of(Uuid.randomUuid()));
  private static final String GROUP = "group-";

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final EmittedCheckpoints emitted = new EmittedCheckpoints(null, "none", () -> {});
  private final Map<String, Optional<Uuid>> onSource = new HashMap<>();
  private final Map<String, Optional<Uuid>> onTarget = new HashMap<>();
  private Instant now = Instant.EPOCH;
  private Callable<ClusterIdentity> source = () -> US;
  private FlowHealth health;
  private CopyNames naming;
  private SourceLossGuard loss = loss(Map.of());

  @Test
  void aGroupThatIsDeletedIsBelievedToBe() throws Exception {
    stand(4, "orders");
    round(0);

    assertThat(round(1)).isEmpty();
    assertThat(problem()).isEmpty();
  }

  @Test
  void anOffsetThatIsDeletedIsBelievedToBe() throws Exception {
    stand(1, "orders");
    stand(1, "payments");
    List<CheckpointKey> one = List.of(key(0, "orders"));

    assertThat(round(one, Set.of())).isEmpty();
  }

  @Test
  void aSourceThatWasSetUpAnewHasDeletedNothing() throws Exception {
    stand(4, "orders");
    round(0);
    source = () -> new ClusterIdentity(US.clusterId(), Optional.of(Uuid.randomUuid()));

    for (int round = 0; round < 3; round++) {
      assertThat(round(1)).containsExactly(key(0, "orders"));
      assertThat(loss.isHeld(key(0, "orders"))).isTrue();
      assertThat(problem()).contains("us was set up anew", "emit.checkpoints.gone.max.percent");
    }
  }

  @Test
  void aSourceWhoseGroupsTopicIsGoneHasDeletedNothing() throws Exception {
    stand(4, "orders");
    round(0);
    source = () -> new ClusterIdentity(US.clusterId(), Optional.empty());

    assertThat(round(1)).containsExactly(key(0, "orders"));
  }

  @Test
  void anInstanceThatStartsAfterwardsFindsNoneOfTheTopics() throws Exception {
    stand(1, "orders");
    onSource.put("orders", Optional.empty());
    assertThat(round(1)).containsExactly(key(0, "orders"));
    assertThat(problem()).contains("none of the topics");

    onSource.put("orders", Optional.of(Uuid.randomUuid()));
    assertThat(round(1)).containsExactly(key(0, "orders"));
  }

  @Test
  void aSourceThatDoesNotSayWhoItIsIsAskedAgain() throws Exception {
    stand(4, "orders");
    source =
        () -> {
          throw new TimeoutException("no answer");
        };
    assertThat(round(1)).containsExactly(key(0, "orders"));

    source = () -> US;
    assertThat(round(1)).isEmpty();
    assertThat(problem()).isEmpty();
  }

  @Test
  void manyGroupsThatAreGoneAtOnceAreLostAndSoAreThoseThatFollow() throws Exception {
    stand(50, "orders");

    assertThat(round(6)).hasSize(6);
    assertThat(problem()).contains("6 of 50 groups", "group-0, group-1");
    assertThat(round(5)).isEmpty();
    forget(5);

    assertThat(round(5, 6)).containsExactly(key(5, "orders"));
    now = now.plus(Duration.ofHours(1)).plusMillis(1);
    assertThat(round(5, 6)).isEmpty();
    assertThat(problem()).isEmpty();
  }

  @Test
  void threeGroupsMayAlwaysBeGoneButNotTheLastOnes() throws Exception {
    stand(4, "orders");
    assertThat(round(3)).isEmpty();
    forget(3);
    now = now.plus(Duration.ofHours(2));
    stand(2, "orders");

    assertThat(round(2)).as("one is left").isEmpty();
    now = now.plus(Duration.ofHours(2));
    assertThat(
            round(List.of(key(0, "orders"), key(1, "orders"), key(3, "orders")), Set.of(0, 1, 3)))
        .as("none is left")
        .hasSize(3);
  }

  @Test
  void whatTheTargetSaysIsBelieved() throws Exception {
    stand(10, "orders");
    onTarget.put("orders", Optional.empty());
    assertThat(round(10)).isEmpty();

    onTarget.put("orders", Optional.of(Uuid.randomUuid()));
    assertThat(round(10)).isEmpty();
  }

  @Test
  void anOperatorMayHaveEverythingBelieved() throws Exception {
    loss = loss(Map.of("emit.checkpoints.gone.max.percent", "100"));
    stand(10, "orders");
    round(0);
    source = () -> new ClusterIdentity("other", Optional.empty());

    assertThat(round(10)).isEmpty();
    assertThat(problem()).isEmpty();
  }

  private SourceLossGuard loss(Map<String, String> overrides) {
    Map<String, String> lines = new HashMap<>(overrides);
    lines.put("clusters", "us, eu");
    lines.put("us.bootstrap.servers", "localhost:1");
    lines.put("eu.bootstrap.servers", "localhost:1");
    lines.put("us->eu.enabled", "true");
    FlowConfig flow = ConfigLoader.parse(lines, Map.of(), Set.of()).flows().getFirst();
    health = new FlowHealth(flow.id(), LoggerFactory.getLogger(SourceLossGuardTest.class));
    Steps steps =
        new Steps(health, new CheckpointMeters(flow.id(), registry, InstantSource.system()));
    naming = new CopyNames(flow.naming(), Set.of());
    return new SourceLossGuard(flow, steps, emitted, () -> source.call(), () -> now);
  }

  private void stand(int groups, String topic) {
    onSource.put(topic, Optional.of(TOPIC_ID));
    onTarget.put(topic, Optional.of(COPY_ID));
    for (int number = 0; number < groups; number++) {
      CheckpointKey key = key(number, topic);
      emitted.remember(
          new StoredCheckpoint(
              new Checkpoint(key.group(), key.partition(), 10, 10, ""),
              Optional.of(new Incarnation(TOPIC_ID, COPY_ID)),
              0));
    }
  }

  private void forget(int groups) {
    for (int number = 0; number < groups; number++) {
      emitted.forget(key(number, "orders"), Optional.empty());
    }
  }

  private static CheckpointKey key(int group, String topic) {
    return new CheckpointKey(GROUP + group, new TopicPartition("us." + topic, 0));
  }

  private Set<CheckpointKey> round(int gone) throws Exception {
    return round(0, gone);
  }

  /** A round after one in which the same was gone. */
  private Set<CheckpointKey> round(int from, int to) throws Exception {
    List<CheckpointKey> keys = new ArrayList<>();
    Set<Integer> groups = new HashSet<>();
    for (int number = from; number < to; number++) {
      keys.add(key(number, "orders"));
      groups.add(number);
    }
    return round(keys, groups);
  }

  private Set<CheckpointKey> round(List<CheckpointKey> gone, Set<Integer> withoutOffsets)
      throws Exception {
    RoundView view =
        new RoundView(
            new TopicPresence(Optional.of(Map.copyOf(onSource)), Map.copyOf(onTarget)),
            naming,
            GroupList.NONE,
            GroupList.NONE,
            false,
            false);
    loss.begin();
    withoutOffsets.forEach(each -> loss.lost(GROUP + each));
    loss.begin();
    withoutOffsets.forEach(each -> loss.lost(GROUP + each));
    Set<CheckpointKey> held = loss.held(gone, view);
    loss.end();
    return held;
  }

  private String problem() {
    return health.status(Map.of()).state() == FlowStatus.State.DEGRADED
        ? health.status(Map.of()).lastError()
        : "";
  }
}
