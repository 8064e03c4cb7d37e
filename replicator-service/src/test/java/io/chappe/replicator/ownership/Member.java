package io.chappe.replicator.ownership;

import io.chappe.config.FlowConfig;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/** A member of the group in tests: notes what it is told, and when. */
final class Member implements OwnershipListener, AutoCloseable {
  /** One call to the listener. */
  record Told(String what, Set<TopicPartition> partitions, long begin, long end) {}

  final List<Told> told = new CopyOnWriteArrayList<>();
  final AtomicLong ticks = new AtomicLong();
  final PartitionOwnership ownership;
  volatile Runnable drain = () -> {};

  Member(FlowConfig flow, String... topics) {
    ownership = new PartitionOwnership(flow, this, OwnershipObserver.NONE, ticks::incrementAndGet);
    ownership.subscribe(ofOnePartition(topics));
    ownership.start();
  }

  /** What is wanted, when the numbers of partitions are not expected to change. */
  static Map<String, Integer> ofOnePartition(String... topics) {
    return Stream.of(topics).collect(Collectors.toMap(topic -> topic, topic -> 1));
  }

  Set<TopicPartition> owned() {
    return ownership.owned();
  }

  List<String> calls() {
    return told.stream().map(each -> each.what + " " + each.partitions.size()).toList();
  }

  @Override
  public void assigned(Collection<TopicPartition> partitions) {
    note("assigned", partitions, () -> {});
  }

  @Override
  public void revoked(Collection<TopicPartition> partitions) {
    note("revoked", partitions, drain);
  }

  @Override
  public void lost(Collection<TopicPartition> partitions) {
    note("lost", partitions, () -> {});
  }

  private void note(String what, Collection<TopicPartition> partitions, Runnable work) {
    long begin = System.nanoTime();
    work.run();
    told.add(new Told(what, Set.copyOf(partitions), begin, System.nanoTime()));
  }

  @Override
  public void close() {
    ownership.close();
  }
}
