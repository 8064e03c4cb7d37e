package io.chappe.replicator.copy;

import io.chappe.config.SourceLoss;
import io.chappe.failure.Failure;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.replicator.copy.map.OffsetMapStore;
import io.chappe.replicator.copy.port.BatchAppender;
import io.chappe.replicator.copy.port.BatchCodec;
import io.chappe.replicator.copy.port.BatchFetcher;
import io.chappe.replicator.copy.port.Connections;
import io.chappe.replicator.copy.port.CopyObserver;
import io.chappe.replicator.copy.port.CopyTask;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.copy.takeover.CopyContext;
import io.chappe.replicator.copy.takeover.RunRemoval;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies a flow's partitions: has a copier for each, begins and ends them, and reports how they are
 * doing. All of that is done by one thread; everything else talks to it by {@link #execute}.
 */
public final class CopyLoop implements Executor, AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(CopyLoop.class);
  private static final long REPORT_MS = 500;

  /** Each copier is asked: of thousands, less often. */
  private static final int REPORTS_OF_A_MS = 2;

  private static final long REPEAT_MS = 60 * 1_000L;
  private static final long DROP_RUNS_MS = 10 * 60 * 1_000L;
  private final String offsetMapTopic;
  private final int maxRuns;
  private final BatchCodec codec;
  private final CopyObserver observer;
  private final EventLoop loop;
  private final Map<TopicPartition, PartitionCopier> copiers = new HashMap<>();
  private final PartitionReports reports = new PartitionReports();
  private CopyContext context;
  private Consumer<Map<TopicPartition, PartitionReport>> reportListener = report -> {};
  private final Set<Uuid> deletedTargets = new HashSet<>();
  private SourceLoss onSourceLoss = SourceLoss.CONTINUE;
  private Renewal renewal = Renewal.BY_DEFAULT;

  /**
   * @param name name of the thread
   * @param offsetMapTopic name of the offset-map topic
   * @param maxRuns runs of the offset map to keep for a partition
   * @param tick called each round, to show that the thread is alive
   */
  public CopyLoop(
      String name,
      String offsetMapTopic,
      int maxRuns,
      Connections connections,
      CopyObserver observer,
      Runnable tick) {
    this.offsetMapTopic = offsetMapTopic;
    this.maxRuns = maxRuns;
    this.codec = connections.codec();
    this.observer = observer;
    this.loop = new EventLoop(name, connections, tick, new Copying());
  }

  /** Starts the thread. */
  public void start() {
    loop.start();
  }

  /** Has {@code command} run on the thread of this loop, in order. */
  @Override
  public void execute(Runnable command) {
    loop.execute(command);
  }

  /** Begins to copy a partition. One that is being handed over is kept. */
  public void copy(CopyTask task) {
    execute(
        () -> {
          PartitionCopier before = copiers.get(task.source());
          if (before != null && before.task().target().equals(task.target()) && before.keep()) {
            return;
          }
          if (before != null) {
            before.abandon();
          }
          PartitionCopier copier = new PartitionCopier(task, context);
          copier.onSourceLoss(onSourceLoss);
          copier.onForgetting(renewal);
          copiers.put(task.source(), copier);
          copier.takeOver();
        });
  }

  /**
   * Finishes what is in flight of a partition, gives it up and calls {@code whenReleased} with its
   * position (-1 if unknown) on this thread.
   */
  public void release(TopicPartition partition, LongConsumer whenReleased) {
    giveUp(partition, PartitionCopier::release, whenReleased);
  }

  /**
   * Copies a partition until its next owner fences this one out, for {@code limitMs} milliseconds
   * at most, then does as {@link #release}. If the partition is to be copied again meanwhile, it is
   * taken over anew, and this ends.
   */
  public void handOver(TopicPartition partition, long limitMs, LongConsumer whenReleased) {
    giveUp(partition, (copier, released) -> copier.handOver(limitMs, released), whenReleased);
  }

  private void giveUp(
      TopicPartition partition,
      BiConsumer<PartitionCopier, Runnable> how,
      LongConsumer whenReleased) {
    execute(
        () -> {
          PartitionCopier copier = copiers.get(partition);
          if (copier == null) {
            whenReleased.accept(-1);
            return;
          }
          how.accept(
              copier,
              () -> {
                copiers.remove(partition, copier);
                whenReleased.accept(copier.position());
              });
        });
  }

  /** Gives a partition up at once. */
  public void abandon(TopicPartition partition) {
    execute(
        () -> {
          PartitionCopier copier = copiers.remove(partition);
          if (copier != null) {
            copier.abandon();
          }
        });
  }

  /**
   * Says what to do where the source has deleted records before they were copied; at first, to
   * continue. Partitions that stopped for that begin anew at once.
   */
  public void onSourceLoss(SourceLoss policy) {
    execute(
        () -> {
          onSourceLoss = policy;
          copiers.values().forEach(copier -> copier.onSourceLoss(policy));
        });
  }

  /**
   * Says how soon the target forgets who is silent; at first, what brokers do by default.
   *
   * @param producerMs milliseconds after which brokers forget a producer
   * @param transactionalIdMs milliseconds after which coordinators forget a transactional id
   */
  public void onForgetting(long producerMs, long transactionalIdMs) {
    execute(
        () -> {
          renewal = new Renewal(producerMs, transactionalIdMs);
          List.copyOf(copiers.values()).forEach(copier -> copier.onForgetting(renewal));
        });
  }

  /**
   * Says that the offset-map topic was lost and is there again, empty: what is known of the map is
   * written to it anew, by taking all partitions over.
   */
  public void offsetMapLost() {
    execute(() -> List.copyOf(copiers.values()).forEach(PartitionCopier::takeOverAgain));
  }

  /**
   * Says that a remote topic no longer exists; one of the same name may. Partitions that are copied
   * to it are taken over again.
   */
  public void targetDeleted(Uuid topicId) {
    execute(() -> deletedTargets.add(topicId));
  }

  /** What fetches tell of the ends of partitions: see {@link BatchFetcher#ends}. */
  public List<BatchFetcher.Ends> ends(Collection<TopicPartition> partitions, long maxAgeMs) {
    BatchFetcher opened = loop.source();
    return opened == null ? List.of() : opened.ends(partitions, maxAgeMs);
  }

  /** Says that these source topics have no remote topics any more, and none can be made now. */
  public void targetsGone(Set<String> sourceTopics) {
    execute(
        () ->
            copiers.values().stream()
                .filter(copier -> sourceTopics.contains(copier.task().source().topic()))
                .forEach(PartitionCopier::targetGone));
  }

  /**
   * Removes the runs of a partition that is gone from the offset map, unless it is copied here.
   *
   * @param gone the topics that no longer exist on either side
   * @param whenDone told on this thread how many runs were removed; -1 if that failed
   */
  public void removeRuns(
      TopicPartition partition, String transactionalId, Incarnation gone, IntConsumer whenDone) {
    execute(
        () -> {
          if (copiers.containsKey(partition)) {
            whenDone.accept(0);
            return;
          }
          SourcePartition source = new SourcePartition(partition.topic(), partition.partition());
          new RunRemoval(context, source, transactionalId, gone, removed(source, whenDone)).start();
        });
  }

  private static Reply<Integer> removed(SourcePartition source, IntConsumer whenDone) {
    return new Reply<>() {
      @Override
      public void done(Integer runs) {
        LOGGER.info(
            "runs of a deleted topic removed: topic={} partition={} runs={}",
            source.topic(),
            source.partition(),
            runs);
        whenDone.accept(runs);
      }

      @Override
      public void failed(Failure failure) {
        LOGGER.info(
            "runs of a deleted topic stay: topic={} partition={} reason={} message=\"{}\"",
            source.topic(),
            source.partition(),
            failure.reason(),
            failure.message());
        whenDone.accept(-1);
      }
    };
  }

  /** How each partition is doing, half a second old at most. From any thread. */
  public Map<TopicPartition, PartitionReport> reports() {
    return reports.all();
  }

  /** Bytes of fetched batches held now. From any thread. */
  public long bufferedBytes() {
    BatchFetcher open = loop.source();
    return open == null ? 0 : open.bufferedBytes();
  }

  private final class Copying implements EventLoop.Work {
    @Override
    public void opened(BatchFetcher source, BatchAppender target) {
      context =
          new CopyContext(
              new CopyContext.Clusters(
                  source, target, new OffsetMapStore(offsetMapTopic, target), codec),
              loop.timers(),
              observer,
              System::currentTimeMillis,
              maxRuns);
      report();
      loop.timers().after(REPEAT_MS, CopyLoop.this::repeat);
      loop.timers().after(DROP_RUNS_MS, CopyLoop.this::dropOldRunsAgain);
    }

    @Override
    public void doubtful() {
      List.copyOf(copiers.values()).forEach(PartitionCopier::takeOverAgain);
    }

    @Override
    public void ending() {
      copiers.values().forEach(PartitionCopier::abandon);
    }
  }

  /**
   * Has {@code listener} hear of the partitions whose report has changed, on this thread, and of
   * all of them once a minute. To be set before the start.
   */
  public void onReport(Consumer<Map<TopicPartition, PartitionReport>> listener) {
    reportListener = listener;
  }

  private void report() {
    if (!deletedTargets.isEmpty()) {
      // Time and again: what is known of the target may be older than what made us say so.
      copiers.values().forEach(copier -> copier.leave(deletedTargets));
    }
    Map<TopicPartition, PartitionReport> changed = reports.update(copiers);
    if (!changed.isEmpty()) {
      reportListener.accept(changed);
    }
    loop.timers().after(Math.max(REPORT_MS, copiers.size() / REPORTS_OF_A_MS), this::report);
  }

  private void repeat() {
    reportListener.accept(reports.all());
    loop.timers().after(REPEAT_MS, this::repeat);
  }

  /**
   * Drops the runs of all partitions' offset maps that tell of nothing that the logs still have;
   * done by itself every ten minutes.
   */
  public void dropOldRuns() {
    execute(() -> copiers.values().forEach(PartitionCopier::dropOldRuns));
  }

  private void dropOldRunsAgain() {
    copiers.values().forEach(PartitionCopier::dropOldRuns);
    loop.timers().after(DROP_RUNS_MS, this::dropOldRunsAgain);
  }

  /** Ends the thread and closes the connections. Partitions are to be released before. */
  @Override
  public void close() {
    loop.close();
  }
}
