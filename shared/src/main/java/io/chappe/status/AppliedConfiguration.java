package io.chappe.status;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which configuration an instance runs.
 *
 * @param revision what runs; instances with one revision run the same, see {@code ConfigSources}
 * @param topicId id of the topic {@code chappe.config.internal} that {@code offset} is of, which is
 *     another one if the topic was created again; empty if nobody knows
 * @param offset offset of the newest record of {@code chappe.config.internal} that was looked at,
 *     taken or refused; -1 if there was none
 * @param refusedRevision the revision that was wanted last, if it isn't the one that runs; else
 *     empty
 * @param refused what is wrong with it, by source: {@code file} or a record's key
 */
public record AppliedConfiguration(
    String revision,
    String topicId,
    long offset,
    String refusedRevision,
    Map<String, List<String>> refused) {
  public AppliedConfiguration {
    refused = Collections.unmodifiableMap(new TreeMap<>(refused));
  }

  /** The same for a topic without an id. */
  public AppliedConfiguration(
      String revision, long offset, String refusedRevision, Map<String, List<String>> refused) {
    this(revision, "", offset, refusedRevision, refused);
  }

  /**
   * Whether a record was looked at.
   *
   * @param id of the record's topic
   * @param recordOffset of the record
   */
  public boolean covers(String id, long recordOffset) {
    return in(id).offset() >= recordOffset;
  }

  /** The same seen from a topic: its records are unknown to who has read another one. */
  public AppliedConfiguration in(String id) {
    return id.isEmpty() || topicId.isEmpty() || id.equals(topicId)
        ? this
        : new AppliedConfiguration(revision, id, -1, refusedRevision, refused);
  }
}
