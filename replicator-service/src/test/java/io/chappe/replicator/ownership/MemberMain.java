package io.chappe.replicator.ownership;

import static io.chappe.replicator.topics.Flows.flow;

import io.chappe.config.FlowConfig;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** A member in a process of its own, to be frozen: prints what it is told, ends with its input. */
final class MemberMain {
  private MemberMain() {}

  static FlowConfig config(String servers, String target) {
    return flow("us", target)
        .between(servers, "localhost:1")
        .consumer("session.timeout.ms", "3000")
        .build();
  }

  /** Arguments: bootstrap servers, alias of the target, topic. */
  public static void main(String[] arguments) throws IOException {
    try (PartitionOwnership ownership =
        new PartitionOwnership(
            config(arguments[0], arguments[1]), new Printing(), OwnershipObserver.NONE, () -> {})) {
      ownership.subscribe(Map.of(arguments[2], 1));
      ownership.start();
      while (System.in.read() >= 0) {
        // Goes on until the test that started it closes the stream, or ends.
      }
    }
  }

  private static final class Printing implements OwnershipListener {
    @Override
    public void assigned(Collection<TopicPartition> partitions) {
      System.out.println("> assigned " + partitions.size());
    }

    @Override
    public void revoked(Collection<TopicPartition> partitions) {
      System.out.println("> revoked " + partitions.size());
    }

    @Override
    public void lost(Collection<TopicPartition> partitions) {
      System.out.println("> lost " + partitions.size());
    }
  }
}
