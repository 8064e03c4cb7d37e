package io.chappe.benchmark.load;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Data on the source that contenders copy.
 *
 * @param name for tables
 * @param codec {@code compression.type} of the producer
 * @param batchBytes {@code batch.size} of the producer; 0 for one record in each batch
 * @param partitions number of partitions
 * @param share of the usual amount of data, by which this workload differs
 * @param kind what is special about it
 */
public record Workload(
    String name, String codec, int batchBytes, int partitions, double share, Kind kind) {
  private static final int SMALL = 16 * 1024;
  private static final int LARGE = 128 * 1024;

  /** What a workload is about, besides codec and sizes. */
  public enum Kind {
    PLAIN,
    /** Written in transactions, one in ten aborted. */
    TRANSACTIONAL,
    /** Compacted before it is copied. */
    COMPACTED,
    /** Each record gets a header on its way. */
    TRANSFORMED,
    /** The target is 100 ms away, there and back. */
    FAR,
    /** Of many topics, whose names begin with this one's. */
    MANY_TOPICS
  }

  /** All workloads, in the order of the table. */
  public static List<Workload> all() {
    return Stream.of(
            batches("none", SMALL),
            batches("lz4", SMALL),
            batches("snappy", SMALL),
            batches("lz4", LARGE),
            batches("zstd", LARGE),
            batches("gzip", LARGE),
            new Workload("none, 1 record a batch", "none", 0, 8, 0.25, Kind.PLAIN),
            new Workload("lz4, 1 record a batch", "lz4", 0, 8, 0.25, Kind.PLAIN),
            new Workload("lz4, 16 KiB, 1 partition", "lz4", SMALL, 1, 1, Kind.PLAIN),
            new Workload("lz4, 16 KiB, 100 partitions", "lz4", SMALL, 100, 1, Kind.PLAIN),
            special("transactions", Kind.TRANSACTIONAL),
            special("compacted", Kind.COMPACTED),
            special("transform", Kind.TRANSFORMED),
            special("100 ms link", Kind.FAR),
            new Workload("lz4, 16 KiB, catch-up", "lz4", SMALL, 8, 8, Kind.PLAIN))
        .toList();
  }

  private static Workload batches(String codec, int bytes) {
    return new Workload(codec + ", " + bytes / 1024 + " KiB", codec, bytes, 8, 1, Kind.PLAIN);
  }

  private static Workload special(String name, Kind kind) {
    return new Workload(name, "lz4", SMALL, 8, 0.5, kind);
  }

  /** The topic on the source. */
  public String topic() {
    return name.replaceAll("[^a-z0-9]+", "-");
  }

  /** What the topic is created with. */
  public Map<String, String> topicConfiguration() {
    return kind == Kind.COMPACTED
        ? Map.of(
            "cleanup.policy", "compact",
            "segment.bytes", "8388608",
            "min.cleanable.dirty.ratio", "0.01",
            "max.compaction.lag.ms", "1000")
        : Map.of();
  }
}
