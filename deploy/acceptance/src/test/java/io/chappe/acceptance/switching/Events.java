package io.chappe.acceptance.switching;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.acceptance.Service;
import io.chappe.acceptance.switching.Administrator.Aim;
import io.chappe.acceptance.switching.Event.Suits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.TopicPartition;

/**
 * All kinds of events. Each begins when both sides are at one place and checkpoint-service has seen
 * that, and sees to it that the other side respects what was done.
 */
final class Events {
  private static final int LOOKS = 2;

  private final Sides sides;
  private final Instances instances;
  private final SyncWatch watch;
  private final Ledger ledger;
  private final Administrator administrator;
  private final TopicEvents topics;
  private final Random random;

  Events(
      Sides sides,
      Instances instances,
      SyncWatch watch,
      Ledger ledger,
      TopicEvents topics,
      Random random) {
    this.sides = sides;
    this.instances = instances;
    this.watch = watch;
    this.ledger = ledger;
    this.administrator = new Administrator(sides, ledger, random);
    this.topics = topics;
    this.random = random;
  }

  /** Those that take little time. */
  List<Event> few() {
    return List.of(
        resetOnSource("source reset back", Aim.EARLIER),
        resetForwardOnTarget(),
        comesBack("group deleted on target", () -> administrator.deleteGroup(Side.AWAY)));
  }

  /** All of them. */
  List<Event> all() {
    return List.of(
        resetOnSource("source reset to earliest", Aim.EARLIEST),
        resetOnSource("source reset back", Aim.EARLIER),
        resetOnSource("source reset forward", Aim.FORWARD),
        new Event("source reset unseen", Suits.EITHER, this::resetUnseen),
        resetForwardOnTarget(),
        resetBackOnTarget("target reset to earliest", Aim.EARLIEST),
        resetBackOnTarget("target reset back", Aim.EARLIER),
        comesBack("group deleted on target", () -> administrator.deleteGroup(Side.AWAY)),
        comesBack(
            "offsets gone on target",
            () -> administrator.deleteOffsets(Side.AWAY, List.of(anyTopic()))),
        staysGone("group deleted on source", sides.topics(), this::deleteGroupOnSource),
        staysGone("offsets gone on source", List.of(sides.plain()), this::deletePlainOffsets),
        staysGone("all offsets gone on source", sides.topics(), this::deleteAllOffsets),
        new Event("source topic created again", Suits.ONLY_HOME, this::createSourceAgain),
        comesBack("remote topic created again", () -> topics.createRemoteAgain(anyTopic())),
        comesBack("checkpoint-service ended", () -> restart(Service.CHECKPOINT, false)),
        comesBack("checkpoint-service killed", () -> restart(Service.CHECKPOINT, true)),
        comesBack("second checkpoint-service", () -> instances.joinOrLeave(random.nextBoolean())),
        comesBack("replicator ended", () -> restart(Service.REPLICATOR, false)),
        comesBack("replicator killed", () -> restart(Service.REPLICATOR, true)));
  }

  private interface Act {
    void run() throws Exception;
  }

  /** The other side follows. */
  private Event resetOnSource(String kind, Aim aim) {
    return new Event(
        kind,
        Suits.EITHER,
        name -> {
          administrator.reset(Side.HOME, aim, name);
          watch.awaitOnePlace(Side.HOME);
          return Map.of();
        });
  }

  /** A reset that checkpoint-service only finds when it starts. */
  private Map<TopicPartition, Long> resetUnseen(String name) throws Exception {
    if (instances.hasSecond()) {
      instances.joinOrLeave(random.nextBoolean());
    }
    instances.stop(Service.CHECKPOINT, random.nextBoolean());
    administrator.reset(Side.HOME, Aim.EARLIER, name);
    instances.start(Service.CHECKPOINT);
    watch.awaitOnePlace(Side.HOME);
    return Map.of();
  }

  private Event resetForwardOnTarget() {
    return new Event(
        "target reset forward",
        Suits.EITHER,
        name -> {
          administrator.reset(Side.AWAY, Aim.FORWARD, name);
          watch.awaitOnePlace(Side.AWAY);
          return Map.of();
        });
  }

  /** The other side stays where it is until the group has read on beyond that. */
  private Event resetBackOnTarget(String kind, Aim aim) {
    return new Event(
        kind,
        Suits.ONLY_AWAY,
        name -> {
          Map<TopicPartition, Long> before = sides.committed(Side.HOME);
          Map<TopicPartition, Long> goals = new HashMap<>(ledger.next());
          Map<TopicPartition, Long> put = administrator.reset(Side.AWAY, aim, name);
          restartSometimes();
          watch.awaitLooks(LOOKS);
          assertThat(sides.committed(Side.HOME)).as(name).isEqualTo(before);
          assertThat(sides.committed(Side.AWAY)).as(name).containsAllEntriesOf(put);
          return goals;
        });
  }

  /** Nothing of it is to be seen in the end. */
  private Event comesBack(String kind, Act act) {
    return new Event(
        kind,
        Suits.EITHER,
        name -> {
          act.run();
          watch.awaitOnePlace(Side.HOME);
          return Map.of();
        });
  }

  /** The group is to begin anew on the source, and isn't brought back before. */
  private Event staysGone(String kind, List<String> whose, Act act) {
    return new Event(
        kind,
        Suits.ONLY_HOME,
        name -> {
          act.run();
          for (String topic : whose) {
            administrator.turnToBeginnings(topic, name);
          }
          restartSometimes();
          return afterLooks(name, whose);
        });
  }

  private Map<TopicPartition, Long> createSourceAgain(String name)
      throws ExecutionException, InterruptedException {
    String topic = anyTopic();
    topics.createSourceAgain(topic, name);
    return afterLooks(name, List.of(topic));
  }

  /** The next session reads of all partitions, so that there is something to follow. */
  private Map<TopicPartition, Long> afterLooks(String name, List<String> whose)
      throws ExecutionException, InterruptedException {
    // A checkpoint goes when it was missed twice.
    watch.awaitLooks(2 * LOOKS);
    Map<TopicPartition, Long> goals = new HashMap<>(ledger.next());
    goals.keySet().removeIf(each -> !whose.contains(each.topic()));
    assertThat(sides.committed(Side.HOME)).as(name).doesNotContainKeys(keys(goals));
    return goals;
  }

  private static TopicPartition[] keys(Map<TopicPartition, Long> goals) {
    return goals.keySet().toArray(TopicPartition[]::new);
  }

  private void deleteGroupOnSource() {
    administrator.deleteGroup(Side.HOME);
  }

  private void deletePlainOffsets() throws ExecutionException, InterruptedException {
    administrator.deleteOffsets(Side.HOME, List.of(sides.plain()));
  }

  private void deleteAllOffsets() throws ExecutionException, InterruptedException {
    administrator.deleteOffsets(Side.HOME, sides.topics());
  }

  private String anyTopic() {
    return sides.topics().get(random.nextInt(sides.topics().size()));
  }

  private void restartSometimes() {
    if (random.nextInt(3) == 0) {
      restart(Service.CHECKPOINT, random.nextBoolean());
    }
  }

  private void restart(Service service, boolean killed) {
    instances.stop(service, killed);
    instances.start(service);
  }
}
