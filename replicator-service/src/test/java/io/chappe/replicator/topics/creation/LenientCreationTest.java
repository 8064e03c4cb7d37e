package io.chappe.replicator.topics.creation;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.FlowConfig;
import io.chappe.replicator.topics.Flows;
import io.chappe.replicator.topics.catalog.RemoteTopic;
import io.chappe.replicator.topics.cluster.Answers;
import io.chappe.replicator.topics.cluster.ClusterCalls;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.ForwardingAdmin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LenientCreationTest {
  private static final FlowConfig FLOW = Flows.flow("us", "eu").build();
  private static final Map<String, String> PROPERTIES =
      Map.of("cleanup.policy", "compact", "segment.bytes", "1", "retention.ms", "2");

  private final FakeAdmin admin = new FakeAdmin();
  private final ClusterCalls cluster = new ClusterCalls("eu", admin);
  private final LenientCreation creation = new LenientCreation(FLOW.id(), cluster);

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void aTopicIsCreatedWithoutThePropertiesThatAreRefused() throws Exception {
    admin.refused.add("segment.bytes");

    assertThat(create(Set.of()).values()).containsOnlyKeys("orders");
    assertThat(admin.created)
        .containsExactly(
            Map.entry("orders", Map.of("cleanup.policy", "compact", "retention.ms", "2")));
  }

  @Test
  void whatATopicMustHaveIsNeverLeftOut() throws Exception {
    admin.refused.add("cleanup.policy");
    admin.refused.add("segment.bytes");

    assertThat(create(Set.of("cleanup.policy")).errors()).containsOnlyKeys("orders");
    assertThat(admin.created).isEmpty();
  }

  @Test
  void propertiesAreNotToBlameForATopicThatIsRefusedWithoutAny() throws Exception {
    admin.forbidden = true;

    assertThat(create(Set.of()).errors().get("orders")).hasMessage("forbidden");
    assertThat(admin.created).isEmpty();
  }

  @Test
  void anOffsetMapOfThreeReplicasWaitsForTwo() throws Exception {
    admin.replicationFactor = 3;
    assertThat(offsetMap().properties()).containsEntry("min.insync.replicas", "2");

    admin.replicationFactor = 2;
    assertThat(offsetMap().properties()).doesNotContainKey("min.insync.replicas");
  }

  @Test
  void whereTwoCantBeAskedForTheOffsetMapIsCreatedAllTheSame() throws Exception {
    admin.replicationFactor = 3;
    admin.refused.add("min.insync.replicas");

    creation.create(List.of(offsetMap()));

    assertThat(admin.created.getFirst().getValue())
        .containsOnlyKeys("cleanup.policy", "segment.bytes");
  }

  /** With the brokers' default of replicas. */
  private LenientCreation.Wanted offsetMap() throws Exception {
    LenientCreation.Wanted wanted =
        new LenientCreation.Wanted("map", 8, (short) -1, Map.of(), Set.of());
    assertThat(creation.replicationFactorOf(wanted)).isEqualTo(admin.replicationFactor);
    return new OffsetMapTopicCreation(
            Flows.flow("us", "eu").defaultReplicas().build(),
            cluster,
            new MapTopicMemory(),
            catalog -> {})
        .wanted();
  }

  private Answers<String, RemoteTopic> create(Set<String> required) throws Exception {
    return creation.create(
        List.of(new LenientCreation.Wanted("orders", 1, (short) 1, PROPERTIES, required)));
  }

  /** A cluster that takes what it isn't told to refuse. */
  private static final class FakeAdmin extends ForwardingAdmin {
    private final List<Map.Entry<String, Map<String, String>>> created = new ArrayList<>();
    private final Set<String> refused = new HashSet<>();
    private int replicationFactor = 1;
    private boolean forbidden;

    private FakeAdmin() {
      super(Map.of("bootstrap.servers", "localhost:1"));
    }

    @Override
    public CreateTopicsResult createTopics(
        Collection<NewTopic> topics, CreateTopicsOptions options) {
      Map<String, KafkaFuture<CreateTopicsResult.TopicMetadataAndConfig>> answers = new HashMap<>();
      for (NewTopic topic : topics) {
        Optional<Exception> refusal = refusal(topic);
        answers.put(topic.name(), refusal.map(this::failed).orElseGet(() -> done(topic)));
        if (refusal.isEmpty() && !options.shouldValidateOnly()) {
          created.add(Map.entry(topic.name(), topic.configs()));
        }
      }
      return new Result(answers);
    }

    private Optional<Exception> refusal(NewTopic topic) {
      if (forbidden) {
        return Optional.of(new PolicyViolationException("forbidden"));
      }
      return topic.configs().keySet().stream()
          .filter(refused::contains)
          .findFirst()
          .map(InvalidConfigurationException::new);
    }

    private KafkaFuture<CreateTopicsResult.TopicMetadataAndConfig> failed(Exception error) {
      KafkaFutureImpl<CreateTopicsResult.TopicMetadataAndConfig> future = new KafkaFutureImpl<>();
      future.completeExceptionally(error);
      return future;
    }

    private KafkaFuture<CreateTopicsResult.TopicMetadataAndConfig> done(NewTopic topic) {
      return KafkaFuture.completedFuture(
          new CreateTopicsResult.TopicMetadataAndConfig(
              Uuid.randomUuid(), topic.numPartitions(), replicationFactor, null));
    }
  }

  private static final class Result extends CreateTopicsResult {
    private Result(Map<String, KafkaFuture<TopicMetadataAndConfig>> futures) {
      super(futures);
    }
  }
}
