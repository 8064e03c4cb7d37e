package io.chappe.acceptance.switching;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * An application like many: it reads with a consumer group, does something with each record, and
 * commits what it has done before it ends. It has no other memory of where it was.
 */
final class Application {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final Sides sides;
  private final Ledger ledger;

  /**
   * @param ledger is told of each record that is processed
   */
  Application(Sides sides, Ledger ledger) {
    this.sides = sides;
    this.ledger = ledger;
  }

  /**
   * When the application ends, wherever that is.
   *
   * @param records how many it processes at least
   * @param goals a number for partitions that it gets behind, however many records that takes
   * @param quiet ends also when there was nothing to read for so long
   */
  record End(int records, Map<TopicPartition, Long> goals, Optional<Duration> quiet) {
    private boolean isReached(int count, Ledger ledger) {
      return count >= records
          && goals.entrySet().stream()
              .allMatch(each -> ledger.next(each.getKey()) > each.getValue());
    }
  }

  /**
   * Runs for a session.
   *
   * @param session what to call it in the ledger
   */
  void run(String session, Side side, Member member, End end)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            settings(side, member), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(sides.topics().stream().map(each -> sides.local(side, each)).toList());
      long begin = System.nanoTime();
      long last = begin;
      int count = 0;
      while (!end.isReached(count, ledger) && !isQuiet(last, end)) {
        if (System.nanoTime() - begin > LIMIT.toNanos()) {
          throw new AssertionError(
              "only %d records in %s, %s, for %s".formatted(count, session, ledger.next(), end));
        }
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
          if (end.isReached(count, ledger)) {
            break;
          }
          last = System.nanoTime();
          count++;
          process(session, side, each);
          done.put(
              new TopicPartition(each.topic(), each.partition()),
              new OffsetAndMetadata(each.offset() + 1));
        }
        if (consumer.assignment().isEmpty()) {
          last = System.nanoTime();
        }
      }
      consumer.commitSync(done);
    }
    if (member.isRemovedByHand()) {
      remove(side);
    }
  }

  private static boolean isQuiet(long last, End end) {
    return end.quiet().isPresent() && System.nanoTime() - last > end.quiet().get().toNanos();
  }

  private void process(String session, Side side, ConsumerRecord<byte[], byte[]> received) {
    TopicPartition local = new TopicPartition(received.topic(), received.partition());
    String value = new String(received.value(), StandardCharsets.UTF_8);
    ledger.read(session, sides.original(side, local), Logged.number(value));
  }

  private void remove(Side side) throws ExecutionException, InterruptedException {
    sides
        .cluster(side)
        .admin()
        .removeMembersFromConsumerGroup(
            sides.group(),
            new RemoveMembersFromConsumerGroupOptions(List.of(new MemberToRemove(Member.INSTANCE))))
        .all()
        .get();
  }

  private Map<String, Object> settings(Side side, Member member) {
    Map<String, Object> settings = sides.cluster(side).clientProperties();
    settings.put("group.id", sides.group());
    settings.put("isolation.level", "read_committed");
    settings.put("auto.offset.reset", "earliest");
    settings.put("enable.auto.commit", false);
    settings.put("allow.auto.create.topics", false);
    settings.put("max.poll.records", 50);
    settings.putAll(member.settings());
    return settings;
  }
}
