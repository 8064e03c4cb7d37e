package io.chappe.replicator.ownership;

import io.chappe.clients.KafkaClients;
import io.chappe.config.FlowConfig;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether the group is waiting for others than us. A broker holds back the first
 * rebalance of an empty group for {@code group.initial.rebalance.delay.ms} (3 s as brokers come),
 * which would be most of the time from a start to the first copied record. A member that finds
 * itself alone can begin at once: all partitions will be its own, and should another member come
 * meanwhile, that one's fence ends what we do to its share, as after any hand-over.
 *
 * <p>It is asked after our own joining has arrived. So of several that start at the same time only
 * the first to arrive can find itself alone.
 */
final class LoneMember {
  private static final Logger LOGGER = LoggerFactory.getLogger(LoneMember.class);
  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final KafkaClients clients;
  private final String groupId;
  private final String clientId;

  LoneMember(FlowConfig flow, MembershipSettings settings) {
    this.clients = new KafkaClients(flow.source(), "chappe-" + flow.id() + "-first");
    this.groupId = settings.groupId();
    this.clientId = settings.clientId();
  }

  /**
   * All partitions of the topics, if the group has us as its only member and isn't ready yet; none
   * if it isn't so, or can't be learnt within three seconds. Waits for our joining to arrive.
   *
   * @param wanted false when nobody is interested any more
   */
  Set<TopicPartition> partitionsOf(Set<String> topics, BooleanSupplier wanted) {
    Admin admin = clients.admin();
    try {
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (wanted.getAsBoolean() && System.nanoTime() < deadline) {
        ConsumerGroupDescription group = describe(admin);
        if (group != null && group.members().stream().anyMatch(this::isUs)) {
          return isWaitingWith(group) ? partitions(admin, topics) : Set.of();
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    } catch (ExecutionException | KafkaException e) {
      LOGGER.debug("not known whether others are there: group={}", groupId, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      admin.close(Duration.ZERO);
    }
    return Set.of();
  }

  /** Null if there is no such group yet. */
  private ConsumerGroupDescription describe(Admin admin)
      throws ExecutionException, InterruptedException {
    try {
      return admin.describeConsumerGroups(List.of(groupId)).describedGroups().get(groupId).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return null;
      }
      throw e;
    }
  }

  private static boolean isWaitingWith(ConsumerGroupDescription group) {
    return group.members().size() == 1 && group.groupState() == GroupState.PREPARING_REBALANCE;
  }

  private boolean isUs(MemberDescription member) {
    return member.clientId().equals(clientId);
  }

  private static Set<TopicPartition> partitions(Admin admin, Collection<String> topics)
      throws ExecutionException, InterruptedException {
    Set<TopicPartition> partitions = new HashSet<>();
    for (TopicDescription topic : admin.describeTopics(topics).allTopicNames().get().values()) {
      topic
          .partitions()
          .forEach(each -> partitions.add(new TopicPartition(topic.name(), each.partition())));
    }
    return partitions;
  }
}
