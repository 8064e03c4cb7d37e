package io.chappe.config.keys;

import static io.chappe.config.keys.KeyDraft.factor;
import static io.chappe.config.keys.KeyDraft.flag;
import static io.chappe.config.keys.KeyDraft.ofFlow;
import static io.chappe.config.keys.KeyDraft.own;

import io.chappe.config.SourceLoss;
import java.util.List;
import java.util.regex.Pattern;

/** How a flow copies records, and what it does to them. */
public final class CopyKeys {
  public static final KeyDefinition<String> START_FROM =
      own(
              "start.from",
              KeyType.START,
              "consumer",
              "Where the copy of a partition begins that was never copied: `earliest`, `latest`, a time"
                  + " such as `2026-01-31T00:00:00Z`, or `consumer` for what `auto.offset.reset` of the"
                  + " source's consumer says (`earliest` if nothing).")
          .byRestart();

  public static final KeyDefinition<List<Pattern>> SHARED_TOPICS =
      own(
              "remote.topics.shared",
              KeyType.PATTERNS,
              "",
              "Remote topics that others write to as well. Copying into them is at-least-once instead"
                  + " of exactly-once.")
          .byRestart();

  public static final KeyDefinition<Long> BUFFER_BYTES =
      own(
              "copy.buffer.bytes",
              KeyType.BUFFER,
              "33554432",
              "Bytes of fetched batches that an instance holds for the flow at most.")
          .byRestart();

  public static final KeyDefinition<SourceLoss> ON_SOURCE_DATA_LOSS =
      own(
              "on.source.data.loss",
              KeyType.SOURCE_LOSS,
              "continue",
              "What to do where the source has deleted records before they were copied: `continue` goes"
                  + " on at the log's start and publishes the gap, `halt` stops that partition until"
                  + " this says `continue`.")
          .live();

  public static final KeyDefinition<Boolean> PAUSED =
      own(
              "paused",
              KeyType.FLAG,
              "false",
              "Read nothing from the source for now. Partitions keep their owners and copying goes on"
                  + " where it was as soon as this is `false`. Heartbeats aren't held back.")
          .live();

  public static final KeyDefinition<Long> RATE_LIMIT =
      own(
              "rate.limit.bytes.per.second",
              KeyType.RATE,
              "0",
              "Bytes that all instances together read for the flow in a second, batches counted as they"
                  + " are stored, compressed; 0 for no limit. Heartbeats aren't held back.")
          .live();

  public static final KeyDefinition<Short> OFFSET_MAP_FACTOR =
      factor("offset-map.topic.replication.factor", "", "Replication factor of the offset map.")
          .live();

  public static final KeyDefinition<Integer> OFFSET_MAP_MAX_RUNS =
      own(
              "offset-map.max.runs",
              KeyType.RUNS,
              "4000",
              "Runs of the offset map to keep for a partition. Transactional and compacted topics need"
                  + " many; beyond this number old offsets translate to somewhat lower ones.")
          .byRestart();

  public static final KeyDefinition<Long> TOPIC_SERIES =
      own(
              "metrics.topics.max",
              KeyType.COUNT,
              "1000",
              "Topics of the flow that have metric series of their own on an instance, five each. The"
                  + " others are added up in series with the topic *; 0 to have only those.")
          .byRestart();

  public static final KeyDefinition<String> ERRORS_TOLERANCE =
      ofFlow(
              "errors.tolerance",
              KeyType.choice("none", "all"),
              "none",
              "none",
              "What happens at a record that a transform fails on: `none` stops its partition there,"
                  + " `all` leaves the record out.")
          .byRestart();

  public static final KeyDefinition<String> DEAD_LETTER_TOPIC =
      own(
              "errors.deadletterqueue.topic.name",
              KeyType.TOPIC_OR_NONE,
              "",
              "Topic on the target for records that can't be copied: those that the target refuses for"
                  + " what is in them, and, with `errors.tolerance=all`, those that a transform fails"
                  + " on. Without it the former stop their partition, the latter are left out.")
          .byRestart();

  public static final KeyDefinition<Short> DEAD_LETTER_FACTOR =
      factor(
              "errors.deadletterqueue.topic.replication.factor",
              "",
              "Replication factor of the dead-letter topic.")
          .byRestart();

  public static final KeyDefinition<Boolean> DEAD_LETTER_HEADERS =
      flag(
              "errors.deadletterqueue.context.headers.enable",
              "true",
              "",
              "Give dead letters headers that tell where they come from and what is wrong with them.")
          .byRestart();

  public static final KeyDefinition<Boolean> PROVENANCE =
      flag(
              "provenance.headers.enabled",
              "false",
              "",
              "Give records headers that tell where they come from, and don't copy those that have been"
                  + " on the target. Every batch is rebuilt for that.")
          .byRestart();

  private CopyKeys() {}
}
