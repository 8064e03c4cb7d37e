package io.chappe.naming;

import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.mirror.DefaultReplicationPolicy;

/**
 * MM2's {@code DefaultReplicationPolicy}, comparable: two with the same separators are equal, so
 * that a changed configuration can be told from an unchanged one.
 */
final class PrefixPolicy extends DefaultReplicationPolicy {
  private final Map<String, String> settings;

  PrefixPolicy(Separators separators) {
    settings = separators.toProperties();
    configure(settings);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PrefixPolicy policy && settings.equals(policy.settings);
  }

  @Override
  public int hashCode() {
    return Objects.hash(PrefixPolicy.class, settings);
  }

  @Override
  public String toString() {
    return "DefaultReplicationPolicy" + settings;
  }
}
