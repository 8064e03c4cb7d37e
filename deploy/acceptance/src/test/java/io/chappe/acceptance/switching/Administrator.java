package io.chappe.acceptance.switching;

import static io.chappe.acceptance.Patience.LIMIT;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.awaitility.Awaitility;

/** What somebody does to the group with Kafka's own tools, on one side. */
final class Administrator {
  private final Sides sides;
  private final Ledger ledger;
  private final Random random;

  /**
   * @param ledger is told where the application is to go on
   */
  Administrator(Sides sides, Ledger ledger, Random random) {
    this.sides = sides;
    this.ledger = ledger;
    this.random = random;
  }

  /** Where a reset leads. */
  enum Aim {
    EARLIEST,
    EARLIER,
    FORWARD
  }

  /** Puts the group to another place in all partitions that it has read. */
  Map<TopicPartition, Long> reset(Side side, Aim aim, String event)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, List<Logged>> logs = sides.logs(side);
    Map<TopicPartition, Long> offsets = new HashMap<>();
    Map<TopicPartition, Long> numbers = new HashMap<>();
    // In an order that is the same in every run.
    List<TopicPartition> partitions =
        sides.committed(side).keySet().stream()
            .sorted(Comparator.comparing(TopicPartition::toString))
            .toList();
    for (TopicPartition each : partitions) {
      List<Logged> candidates = once(logs.getOrDefault(each, List.of()), aim, ledger.next(each));
      if (!candidates.isEmpty()) {
        Logged aimedAt =
            aim == Aim.EARLIEST
                ? candidates.getFirst()
                : candidates.get(random.nextInt(candidates.size()));
        offsets.put(each, aimedAt.offset());
        numbers.put(each, aimedAt.number());
      }
    }
    Map<TopicPartition, OffsetAndMetadata> wanted = new HashMap<>();
    offsets.forEach(
        (each, offset) -> wanted.put(sides.local(side, each), new OffsetAndMetadata(offset)));
    whenItHasNoMembers(
        event, () -> admin(side).alterConsumerGroupOffsets(sides.group(), wanted).all().get());
    numbers.forEach((partition, number) -> ledger.turn(event, partition, number));
    return offsets;
  }

  /** What is in a log once only, and lies in the direction. */
  private static List<Logged> once(List<Logged> log, Aim aim, long next) {
    Map<Long, Long> times =
        log.stream().collect(Collectors.groupingBy(Logged::number, Collectors.counting()));
    return log.stream()
        .filter(each -> times.get(each.number()) == 1)
        .filter(each -> aim == Aim.FORWARD ? each.number() >= next : each.number() < next)
        .toList();
  }

  void deleteGroup(Side side) {
    whenItHasNoMembers(
        "deleting it on " + side,
        () -> admin(side).deleteConsumerGroups(List.of(sides.group())).all().get());
  }

  /** Does what the expiry of offsets does, to those of some topics. */
  void deleteOffsets(Side side, List<String> topics)
      throws ExecutionException, InterruptedException {
    Set<TopicPartition> gone =
        sides.committed(side).keySet().stream()
            .filter(each -> topics.contains(each.topic()))
            .map(each -> sides.local(side, each))
            .collect(Collectors.toSet());
    whenItHasNoMembers(
        "deleting offsets on " + side,
        () -> admin(side).deleteConsumerGroupOffsets(sides.group(), gone).all().get());
  }

  /** Where offsets are gone on the source, all that is there is to be read again. */
  void turnToBeginnings(String topic, String event) {
    sides
        .log(Side.HOME, topic)
        .forEach((partition, log) -> ledger.turn(event, partition, log.getFirst().number()));
  }

  private Admin admin(Side side) {
    return sides.cluster(side).admin();
  }

  /** A static member that has ended is in its group for some time yet. */
  private static void whenItHasNoMembers(String what, Callable<Void> action) {
    Awaitility.await(what)
        .atMost(LIMIT)
        .ignoreExceptionsMatching(
            failure ->
                failure instanceof ExecutionException && failure.getCause() instanceof ApiException)
        .until(
            () -> {
              action.call();
              return true;
            });
  }
}
