package io.chappe.config;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether and how far a flow's remote topics follow deletions of their source topics.
 *
 * @param enabled whether a remote topic is deleted when its source topic is
 * @param maxPercent the share of the flow's topics, from 0 to 100, that may be gone at once without
 *     an operator's yes
 * @param confirmedUntil an operator's yes to more, and until when it holds
 */
public record DeletionSettings(boolean enabled, int maxPercent, Optional<Instant> confirmedUntil) {
  /** The same without the operator's yes, which changes nothing but what may be deleted now. */
  public DeletionSettings unconfirmed() {
    return new DeletionSettings(enabled, maxPercent, Optional.empty());
  }
}
