package io.chappe.status;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which configuration an instance runs.
 *
 * @param revision what runs; instances with one revision run the same, see {@code ConfigSources}
 * @param offset offset of the newest record of {@code chappe.config.internal} that was looked at,
 *     taken or refused; -1 if there was none
 * @param refusedRevision the revision that was wanted last, if it isn't the one that runs; else
 *     empty
 * @param refused what is wrong with it, by source: {@code file} or a record's key
 */
public record AppliedConfiguration(
    String revision, long offset, String refusedRevision, Map<String, List<String>> refused) {
  public AppliedConfiguration {
    refused = Collections.unmodifiableMap(new TreeMap<>(refused));
  }
}
