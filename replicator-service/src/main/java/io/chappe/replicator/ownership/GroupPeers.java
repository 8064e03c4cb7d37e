package io.chappe.replicator.ownership;

import io.chappe.clients.KafkaClients;
import io.chappe.config.FlowConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The other instances that replicate the same flow: who could go on where this one ends. */
public final class GroupPeers {
  private static final Logger LOGGER = LoggerFactory.getLogger(GroupPeers.class);
  private static final long LIMIT_MS = 1_000;

  private final KafkaClients clients;
  private final String groupId;

  public GroupPeers(FlowConfig flow) {
    this.clients = new KafkaClients(flow.source(), "chappe-" + flow.id() + "-peers");
    this.groupId = MembershipSettings.of(flow).groupId();
  }

  /**
   * Whether the group has a member besides this instance. Asks the source's brokers, for about a
   * second at most; without an answer there is nobody.
   */
  public boolean arePresent() {
    try {
      return members() > 1;
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      LOGGER.info(
          "other members not known, partitions are drained: group={} reason={}",
          groupId,
          e.toString());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private int members() throws InterruptedException, ExecutionException, TimeoutException {
    Admin admin = clients.admin();
    try {
      return admin
          .describeConsumerGroups(List.of(groupId))
          .describedGroups()
          .get(groupId)
          .get(LIMIT_MS, TimeUnit.MILLISECONDS)
          .members()
          .size();
    } finally {
      // Without a limit it would wait for an answer that we no longer need.
      admin.close(Duration.ZERO);
    }
  }
}
