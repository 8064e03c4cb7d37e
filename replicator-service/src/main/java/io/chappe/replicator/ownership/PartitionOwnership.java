package io.chappe.replicator.ownership;

import io.chappe.config.FlowConfig;
import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.loop.ServiceLoop;
import io.chappe.naming.FlowId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This instance's share of a flow's source partitions, by the consumer group {@code
 * chappe.<source>-><target>} on the source. Owns one thread, {@code chappe-<flow>-owner}, which
 * makes all calls to the listener.
 *
 * <p>A source that is away is tried again for ever; partitions stay owned until the group says
 * otherwise, since no one else can have them without the group either.
 */
public final class PartitionOwnership implements AutoCloseable {
  /** How long a drain may take when the instance is closed. */
  public static final Duration DRAIN_LIMIT = Duration.ofSeconds(3);

  private static final Logger LOGGER = LoggerFactory.getLogger(PartitionOwnership.class);
  private static final Duration LEAVE_LIMIT = Duration.ofMillis(1800);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration SHORT_POLL = Duration.ofMillis(100);
  private static final Duration IDLE = Duration.ofMillis(500);

  /** Partitions from which on the turns are spread. */
  private static final int MANY = 1_000;

  private static final int PARTITIONS_OF_A_MS = 5;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration PROBLEM_LASTS = Duration.ofSeconds(5);

  private record Question(
      Set<TopicPartition> partitions, CompletableFuture<Map<TopicPartition, Long>> answer) {}

  private final FlowId flow;
  private final MembershipSettings settings;
  private final LoneMember lone;
  private final OwnershipObserver observer;
  private final Runnable tick;
  private final Owned owned;
  private final PositionMirror positions;
  private final ServiceLoop loop;
  private final Queue<Question> questions = new ConcurrentLinkedQueue<>();
  private volatile Map<String, Integer> topics = Map.of();
  private volatile Membership membership;
  private volatile Failure problem;
  private long lastFailure;

  /**
   * @param flow the flow
   * @param listener is told which partitions come and go
   * @param observer sees what happens
   * @param tick called in each turn of the loop, about every half second, with ten thousand
   *     partitions about every two seconds; a turn takes longer while the listener drains
   */
  public PartitionOwnership(
      FlowConfig flow, OwnershipListener listener, OwnershipObserver observer, Runnable tick) {
    this.flow = flow.id();
    this.settings = MembershipSettings.of(flow);
    this.lone = new LoneMember(flow, settings);
    this.observer = observer;
    this.tick = tick;
    this.owned = new Owned(flow.id(), listener, observer);
    this.positions =
        new PositionMirror(
            flow.id(),
            owned,
            partition -> topics.containsKey(partition.topic()),
            observer,
            System::nanoTime);
    this.loop =
        new ServiceLoop(
            Thread.ofPlatform().daemon().name("chappe-" + flow.id() + "-owner"),
            this::turn,
            new MembershipTrouble(),
            this::leave,
            List.of(this::answerNobody));
  }

  /** Starts the thread; once. */
  public void start() {
    loop.start();
  }

  /**
   * Changes the topics of which partitions are wanted. What stays is not disturbed.
   *
   * @param wanted numbers of partitions by topic: with more of them than before, the new ones are
   *     shared out at once
   */
  public void subscribe(Map<String, Integer> wanted) {
    topics = Map.copyOf(wanted);
    wakeUp();
  }

  /** The partitions that are ours now. */
  public Set<TopicPartition> owned() {
    return owned.partitions();
  }

  /** What keeps us from being a member, if anything does. */
  public Optional<Failure> problem() {
    return Optional.ofNullable(problem);
  }

  /**
   * Hands over positions (the next offset to copy) for the group: committed about each second, the
   * newest of each partition only, as long as the partition is ours. Returns at once.
   */
  public void commit(Map<TopicPartition, OffsetAndMetadata> newPositions) {
    positions.put(newPositions);
  }

  /**
   * The group's committed positions; a partition without one is left out. Done by the owner thread:
   * fails with the consumer's exception if the source is away.
   */
  public CompletableFuture<Map<TopicPartition, Long>> committed(Set<TopicPartition> partitions) {
    Question question = new Question(Set.copyOf(partitions), new CompletableFuture<>());
    if (loop.isCurrent() && membership != null) {
      answer(membership, question);
    } else {
      questions.add(question);
      wakeUp();
    }
    return question.answer;
  }

  /**
   * Drains, leaves the group and ends the thread: within five seconds, whatever the broker does.
   */
  @Override
  public void close() {
    loop.end();
    wakeUp();
    if (!loop.awaitEnd(DRAIN_LIMIT)) {
      loop.interrupt();
      loop.awaitEnd(LEAVE_LIMIT);
    }
  }

  private void wakeUp() {
    loop.wake();
    Membership current = membership;
    if (current != null) {
      current.wakeUp();
    }
  }

  private Duration turn() {
    tick.run();
    try {
      Duration pause = member();
      succeeded();
      return pause;
    } catch (WakeupException e) {
      LOGGER.trace("woken up: flow={}", flow);
      return Duration.ZERO;
    } catch (InterruptException e) {
      LOGGER.debug("interrupted: flow={}", flow);
      Thread.interrupted();
      return Duration.ZERO;
    } catch (KafkaException e) {
      failed(new Failure.Retry(Reason.of(e), e.toString()));
      return AFTER_FAILURE;
    }
  }

  /** What no group and no broker accounts for: the membership begins anew. */
  private final class MembershipTrouble implements ServiceLoop.Trouble {
    @Override
    public void failed(Throwable thrown) {
      LOGGER.error("membership failed, will join anew: flow={}", flow, thrown);
      abandon();
    }

    @Override
    public void over() {
      // Some trouble comes back: see succeeded.
      LOGGER.debug("member again: flow={}", flow);
    }
  }

  private Duration member() {
    Map<String, Integer> wanted = topics;
    if (membership == null) {
      membership = new Membership(flow, settings, lone, owned, positions);
    }
    if (problem != null && membership.isSubscribed()) {
      membership.refresh();
    }
    answerQuestions(membership);
    if (!wanted.isEmpty()) {
      return poll(wanted);
    }
    if (membership.isSubscribed()) {
      membership.unsubscribe();
    }
    return IDLE;
  }

  /**
   * A consumer that fetches nothing wakes up ten times a second, and each time looks at all of its
   * partitions more than once. Its heartbeats have a thread of their own.
   */
  private Duration poll(Map<String, Integer> wanted) {
    int partitions = owned.partitions().size();
    if (partitions < MANY) {
      membership.poll(wanted, POLL);
      return Duration.ZERO;
    }
    membership.poll(wanted, SHORT_POLL);
    Duration pause = Duration.ofMillis(partitions / PARTITIONS_OF_A_MS);
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  private void answerQuestions(Membership member) {
    Question question = questions.peek();
    while (question != null) {
      answer(member, question);
      questions.remove();
      question = questions.peek();
    }
  }

  /** Throws a wake-up, for it to be asked again; any other failure is the answer. */
  private static void answer(Membership member, Question question) {
    try {
      question.answer.complete(member.committed(question.partitions));
    } catch (WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      question.answer.completeExceptionally(e);
    }
  }

  /**
   * Some trouble comes with each refresh of the metadata only: it lasts while it comes back, and so
   * the metadata is refreshed in each turn until then.
   */
  private void succeeded() {
    if (problem != null && System.nanoTime() - lastFailure > PROBLEM_LASTS.toNanos()) {
      LOGGER.info("group membership works again: flow={}", flow);
      problem = null;
    }
  }

  private void failed(Failure failure) {
    observer.failed(failure);
    lastFailure = System.nanoTime();
    if (!failure.equals(problem)) {
      LOGGER.warn(
          "group membership failed, will be tried again: flow={} reason={} message=\"{}\"",
          flow,
          failure.reason(),
          failure.message());
    }
    problem = failure;
  }

  private void abandon() {
    Membership broken = membership;
    membership = null;
    failed(new Failure.Retry(Reason.UNEXPECTED, "internal error"));
    if (broken != null) {
      broken.abandon("internal error");
    }
  }

  private void leave() {
    Membership last = membership;
    try {
      if (last != null) {
        last.leave();
      }
    } catch (RuntimeException e) {
      LOGGER.warn("group not left in order: flow={} reason={}", flow, e.toString());
    }
  }

  private void answerNobody() {
    KafkaException reason = new KafkaException("closed");
    questions.forEach(question -> question.answer.completeExceptionally(reason));
  }
}
