package io.chappe.demo.data;

import io.chappe.naming.FlowId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * All the life on the clusters: on each one systems that produce, consumer groups that read what is
 * produced there, and one that reads what arrives from the other clusters.
 */
public final class Shop implements AutoCloseable {
  private final List<Generator> generators = new ArrayList<>();
  private final List<Reader> readers = new ArrayList<>();
  private final SortedMap<FlowId, Arrivals> arrivals =
      new TreeMap<>(Comparator.comparing(FlowId::toString));
  private final Map<String, Generator> generatorByCluster = new TreeMap<>();

  /**
   * @param bootstrapServers by cluster alias
   * @param recordsPerSecond over all clusters
   */
  public Shop(Map<String, String> bootstrapServers, int recordsPerSecond) {
    double share = (double) recordsPerSecond / bootstrapServers.size();
    bootstrapServers.forEach(
        (alias, servers) -> {
          Generator generator =
              new Generator(alias, servers, share, new SplittableRandom(alias.hashCode()));
          generators.add(generator);
          generatorByCluster.put(alias, generator);
          addReaders(servers);
          bootstrapServers.keySet().stream()
              .filter(source -> !source.equals(alias))
              .forEach(source -> addArrivals(new FlowId(source, alias), servers));
        });
  }

  private void addReaders(String servers) {
    readers.add(new Reader(servers, "billing", Pattern.compile("payments"), seen -> {}));
    readers.add(new Reader(servers, "warehouse", Pattern.compile("orders|shipments"), seen -> {}));
    readers.add(new Reader(servers, "reporting", Pattern.compile("(.*\\.)?orders"), seen -> {}));
  }

  private void addArrivals(FlowId flow, String targetServers) {
    Arrivals seen = new Arrivals();
    arrivals.put(flow, seen);
    String names = String.join("|", Generator.partitionsByTopic().keySet());
    Pattern remoteTopics = Pattern.compile(Pattern.quote(flow.source()) + "\\.(" + names + ")");
    readers.add(new Reader(targetServers, "arrivals", remoteTopics, seen::add));
  }

  /** Begins to produce and to read. */
  public void start() {
    readers.forEach(Reader::start);
    generators.forEach(Generator::start);
  }

  /** Stops producing; what is read goes on. */
  public void stopProducing() {
    generators.parallelStream().forEach(Generator::close);
  }

  /** Records that a cluster has taken. */
  public long produced(String cluster) {
    return generatorByCluster.get(cluster).acknowledged();
  }

  /** What has arrived, by flow. */
  public SortedMap<FlowId, Arrivals> arrivals() {
    return arrivals;
  }

  /** Whether everything produced has arrived. */
  public boolean allArrived() {
    return arrivals.entrySet().stream()
        .allMatch(entry -> entry.getValue().count() >= produced(entry.getKey().source()));
  }

  @Override
  public void close() {
    stopProducing();
    readers.parallelStream().forEach(Reader::close);
  }
}
