package io.chappe.replicator.topics;

import io.chappe.config.FlowConfig;
import io.chappe.failure.Failure;
import io.chappe.replicator.topics.catalog.Catalog;
import io.chappe.replicator.topics.catalog.CatalogListener;
import io.chappe.replicator.topics.catalog.RemoteTopic;
import io.chappe.replicator.topics.catalog.SourceTopic;
import io.chappe.replicator.topics.catalog.TopicsObserver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A flow's topics at work, and what they told. */
public final class RunningTopics implements AutoCloseable {
  final List<Catalog> catalogs = new CopyOnWriteArrayList<>();
  final List<String> failed = new CopyOnWriteArrayList<>();
  final AtomicInteger alterations = new AtomicInteger();
  final AtomicInteger rounds = new AtomicInteger();
  final AtomicLong ticks = new AtomicLong();
  private volatile long tickedAt = System.nanoTime();
  final AtomicInteger mapLosses = new AtomicInteger();
  final AtomicBoolean mapUsable = new AtomicBoolean(true);
  final TopicsMemory memory = new TopicsMemory(System::currentTimeMillis);
  public final FlowTopics topics;

  public RunningTopics(FlowConfig flow) {
    this(flow, new RemoteNames());
  }

  /**
   * @param names of all flows in this process
   */
  public RunningTopics(FlowConfig flow, RemoteNames names) {
    topics =
        new FlowTopics(
            flow,
            names,
            memory,
            listener(),
            new TopicsObserver() {
              @Override
              public void discovered(int topics, int partitions) {
                rounds.incrementAndGet();
              }

              @Override
              public void failed(Failure failure, String topic) {
                failed.add(topic);
              }

              @Override
              public void configured(String remoteTopic, int properties) {
                alterations.addAndGet(properties);
              }
            },
            this::tick);
    topics.start();
  }

  private void tick() {
    tickedAt = System.nanoTime();
    ticks.incrementAndGet();
  }

  /** Whether the thread hasn't ticked for that long: it waits for an answer. */
  boolean silentFor(Duration time) {
    return System.nanoTime() - tickedAt >= time.toNanos();
  }

  private CatalogListener listener() {
    return new CatalogListener() {
      @Override
      public void catalogChanged(Catalog catalog) {
        catalogs.add(catalog);
      }

      @Override
      public void offsetMapLost() {
        mapLosses.incrementAndGet();
      }

      @Override
      public void offsetMapUsable(boolean usable) {
        mapUsable.set(usable);
      }
    };
  }

  SourceTopic source(String topic) {
    return topics.catalog().topics().get(topic);
  }

  public RemoteTopic remote(String topic) {
    return topics.catalog().remotes().get(topic);
  }

  public Map<String, String> problems() {
    Map<String, String> texts = new TreeMap<>();
    topics.problems().forEach((topic, failure) -> texts.put(topic, failure.text()));
    return texts;
  }

  @Override
  public void close() {
    topics.close();
  }
}
