package io.chappe.heartbeat.view;

import java.time.Instant;
import java.util.Optional;

/**
 * A record of {@code chappe.config.internal}.
 *
 * @param offset its offset
 * @param time when it was written
 * @param key flow, cluster or {@code *}
 * @param json what it holds, which may be a secret; empty for a removal
 */
public record Change(long offset, Instant time, String key, Optional<String> json) {}
