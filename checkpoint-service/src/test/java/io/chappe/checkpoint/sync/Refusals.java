package io.chappe.checkpoint.sync;

import java.util.Random;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.internals.KafkaFutureImpl;

/** What coordinators say to commits for groups with members, by the kind of the members. */
final class Refusals {
  private Refusals() {}

  static KafkaFuture<Void> refused(Random random) {
    KafkaFutureImpl<Void> refused = new KafkaFutureImpl<>();
    refused.completeExceptionally(
        switch (random.nextInt(4)) {
          case 0 -> new UnknownMemberIdException("classic");
          case 1 -> new FencedInstanceIdException("static");
          case 2 -> new StaleMemberEpochException("consumer protocol");
          default -> new GroupNotEmptyException("classic");
        });
    return refused;
  }
}
