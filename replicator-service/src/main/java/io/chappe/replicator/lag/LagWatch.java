package io.chappe.replicator.lag;

import io.chappe.clients.KafkaClients;
import io.chappe.config.FlowConfig;
import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.lag.PositionGroup;
import io.chappe.lag.PositionNote;
import io.chappe.lag.SourceEnds;
import io.chappe.loop.ServiceLoop;
import io.chappe.naming.FlowId;
import io.chappe.replicator.copy.port.BatchFetcher;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.DisconnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the source every few seconds where the partitions of this instance end, and the target for a
 * sign of life, whatever the copying does. Owns the thread {@code chappe-<flow>-lag} and an admin
 * client for each cluster.
 *
 * <p>Of partitions that are being fetched, the answers to that tell where they end. For the others
 * a look costs a request to each of the source's brokers, and another one for what isn't copied to
 * its end; each look asks source and target for a sign of life. Partitions that are new here cost
 * two more: the group's commits say what was copied by others or before a restart; what was never
 * copied counts from the beginning of its log.
 */
public final class LagWatch implements AutoCloseable {
  /** For so long an answer counts: until the next look, and as old as it may be then. */
  static final Duration VALIDITY = Duration.ofSeconds(13);

  private static final Logger LOGGER = LoggerFactory.getLogger(LagWatch.class);
  private static final Duration LIMIT = Duration.ofSeconds(4);

  /** Twice as long as brokers hold a fetch of thousands of partitions, and a second more. */
  private static final Duration FRESH = Duration.ofSeconds(6);

  private static final Duration PAUSE = Duration.ofSeconds(3);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(6);
  private static final Duration OF_A_PARTITION = Duration.ofNanos(500_000);
  private static final Duration CLOSE_LIMIT = Duration.ofMillis(1500);
  private static final Duration HELD_LONG = Duration.ofSeconds(10);
  private static final int MOST_HELD = 5;

  /** Whose transactions they are costs a request to every broker, and changes seldom. */
  private static final int LOOKS_OF_HELD = 10;

  private final FlowId flow;
  private final FlowLag lag;
  private final ClusterPulse pulse = new ClusterPulse(Instant::now);
  private final Supplier<Optional<Set<TopicPartition>>> partitions;
  private final FetchedEnds fetched;
  private final Runnable tick;
  private final KafkaClients sourceClients;
  private final KafkaClients targetClients;
  private final ServiceLoop loop;
  private final Set<TopicPartition> asked = new HashSet<>();
  private volatile Map<String, String> held = Map.of();
  private int looks;
  private Admin source;
  private Admin target;

  /** What is known of ends by what is fetched, no older than some milliseconds. */
  public interface FetchedEnds {
    List<BatchFetcher.Ends> of(Collection<TopicPartition> partitions, long maxAgeMs);
  }

  /**
   * @param flow the flow
   * @param lag is told what is found out
   * @param partitions those of this instance; empty if it isn't known which they are
   * @param fetched what needn't be asked for
   * @param tick called with each look, every few seconds
   */
  public LagWatch(
      FlowConfig flow,
      FlowLag lag,
      Supplier<Optional<Set<TopicPartition>>> partitions,
      FetchedEnds fetched,
      Runnable tick) {
    String name = "chappe-" + flow.id() + "-lag";
    this.flow = flow.id();
    this.lag = lag;
    this.partitions = partitions;
    this.fetched = fetched;
    this.tick = tick;
    this.sourceClients = new KafkaClients(flow.source(), name);
    this.targetClients = new KafkaClients(flow.target(), name);
    this.loop =
        new ServiceLoop(
            Thread.ofPlatform().daemon().name(name),
            this::look,
            new LookTrouble(),
            List.of(this::closeClients));
  }

  /** Starts the thread; once. */
  public void start() {
    loop.start();
  }

  /** Looks now rather than in some seconds: there are other partitions. */
  public void refresh() {
    loop.wake();
  }

  /** Which clusters answer. */
  public ClusterPulse pulse() {
    return pulse;
  }

  /** Whose transactions hold back what for more than some seconds, by partition. */
  public Map<String, String> held() {
    return held;
  }

  private Duration look() throws InterruptedException {
    tick.run();
    Optional<Set<TopicPartition>> told = partitions.get();
    told.ifPresent(lag::partitions);
    // Who can't be told keeps those it had: what is known of them ages on.
    Set<TopicPartition> mine = told.orElseGet(lag::partitions);
    asked.retainAll(mine);
    lag.knows(askSource(mine) && told.isPresent());
    askTarget();
    Duration pause = PAUSE.plus(OF_A_PARTITION.multipliedBy(mine.size()));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  private boolean askSource(Set<TopicPartition> mine) throws InterruptedException {
    try {
      source = source == null ? sourceClients.admin() : source;
      long askedMs = System.currentTimeMillis();
      Set<TopicPartition> untold = new HashSet<>(mine);
      for (BatchFetcher.Ends told : fetched.of(mine, FRESH.toMillis())) {
        lag.book().ended(told.ends(), askedMs - told.ageMs());
        untold.removeAll(told.ends().keySet());
      }
      SourceEnds.Answer answer = new SourceEnds(source, LIMIT).of(untold, lag.book()::position);
      lag.book().ended(answer.ends(), askedMs);
      if (answer.ends().isEmpty()) {
        signOfLife(source);
      }
      pulse.answered(flow.source());
      remember(mine);
      describeHeld();
      return true;
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      pulse.failed(flow.source(), failure(e));
      return false;
    }
  }

  private void askTarget() throws InterruptedException {
    try {
      target = target == null ? targetClients.admin() : target;
      signOfLife(target);
      pulse.answered(flow.target());
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      pulse.failed(flow.target(), failure(e));
    }
  }

  private static Failure failure(Exception failure) {
    Throwable cause = failure instanceof ExecutionException ? failure.getCause() : failure;
    boolean silent =
        cause instanceof TimeoutException
            || cause instanceof org.apache.kafka.common.errors.TimeoutException
            || cause instanceof DisconnectException;
    return silent ? new Failure.Retry(Reason.of(cause), "no answer in time") : Failure.of(cause);
  }

  private static void signOfLife(Admin admin)
      throws InterruptedException, ExecutionException, TimeoutException {
    admin
        .describeCluster(new DescribeClusterOptions().timeoutMs((int) LIMIT.toMillis()))
        .nodes()
        .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What is known of partitions that are new here, from before. */
  private void remember(Set<TopicPartition> mine)
      throws InterruptedException, ExecutionException, TimeoutException {
    rememberAnew(mine);
    List<TopicPartition> unknown = mine.stream().filter(each -> !asked.contains(each)).toList();
    if (unknown.isEmpty()) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> committed =
        source
            .listConsumerGroupOffsets(
                Map.of(
                    PositionGroup.of(flow),
                    new ListConsumerGroupOffsetsSpec().topicPartitions(unknown)),
                new ListConsumerGroupOffsetsOptions().timeoutMs((int) LIMIT.toMillis()))
            .partitionsToOffsetAndMetadata()
            .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    Set<TopicPartition> never = new HashSet<>(unknown);
    committed.forEach(
        (partition, position) -> {
          if (position != null && !PositionNote.of(position).nothingThere()) {
            never.remove(partition);
            PositionNote.of(position).newestMs().ifPresent(ms -> lag.copied(partition, ms));
            lag.book().remembered(partition, position.offset());
            asked.add(partition);
          }
        });
    asked.addAll(rememberBegins(never));
  }

  /** Whose copies begin anew is told by no commit. */
  private void rememberAnew(Set<TopicPartition> mine) throws InterruptedException {
    Set<TopicPartition> found = rememberBegins(lag.anewAmong(mine));
    lag.begun(found);
    asked.addAll(found);
  }

  /**
   * All that the source holds is missing, since its first record was written.
   *
   * @return those of which it could be told
   */
  private Set<TopicPartition> rememberBegins(Collection<TopicPartition> never)
      throws InterruptedException {
    Set<TopicPartition> told = new HashSet<>();
    ListOffsetsResult begins = ask(never, OffsetSpec.earliest());
    ListOffsetsResult records = ask(never, OffsetSpec.forTimestamp(0));
    for (TopicPartition each : never) {
      try {
        lag.book().remembered(each, answer(begins, each).offset());
        long firstMs = answer(records, each).timestamp();
        if (firstMs >= 0) {
          lag.copied(each, firstMs);
        }
        told.add(each);
      } catch (ExecutionException | TimeoutException | KafkaException e) {
        LOGGER.debug(
            "begin unknown: flow={} topic={} partition={}",
            flow,
            each.topic(),
            each.partition(),
            e);
      }
    }
    return told;
  }

  private ListOffsetsResult ask(Collection<TopicPartition> partitions, OffsetSpec spec) {
    return source.listOffsets(
        partitions.stream().collect(Collectors.toMap(each -> each, each -> spec)),
        new ListOffsetsOptions().timeoutMs((int) LIMIT.toMillis()));
  }

  private static ListOffsetsResultInfo answer(ListOffsetsResult answers, TopicPartition partition)
      throws InterruptedException, ExecutionException, TimeoutException {
    return answers.partitionResult(partition).get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void describeHeld() throws InterruptedException {
    if (looks++ % LOOKS_OF_HELD != 0 && !held.isEmpty()) {
      return;
    }
    List<TopicPartition> partitionsHeld = lag.heldFor(HELD_LONG.toMillis(), MOST_HELD);
    Map<String, String> words = new TreeMap<>();
    if (!partitionsHeld.isEmpty()) {
      new OpenTransactions(source, LIMIT)
          .of(partitionsHeld)
          .forEach((partition, whose) -> words.put(partition.toString(), whose));
    }
    held = words;
  }

  /** A bug: a look is lost, not the thread. */
  private final class LookTrouble implements ServiceLoop.Trouble {
    @Override
    public void failed(Throwable thrown) {
      LOGGER.error("look for lag failed, will be tried again: flow={}", flow, thrown);
    }

    @Override
    public void over() {
      LOGGER.info("look for lag works again: flow={}", flow);
    }
  }

  private void closeClients() {
    for (Admin each : new Admin[] {source, target}) {
      if (each != null) {
        each.close(Duration.ZERO);
      }
    }
  }

  /** Ends the thread within about a second, whatever the brokers do. */
  @Override
  public void close() {
    loop.end();
    loop.interrupt();
    loop.awaitEnd(CLOSE_LIMIT);
  }
}
