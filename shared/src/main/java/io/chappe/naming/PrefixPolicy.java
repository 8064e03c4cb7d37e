package io.chappe.naming;

import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.mirror.DefaultReplicationPolicy;

/**
 * MM2's {@code DefaultReplicationPolicy}, comparable: two with the same separators are equal, so
 * that a changed configuration can be told from an unchanged one. It also knows the source of a
 * topic whose name is nothing but separators: MM2 takes {@code us__} (the copy of {@code _}, if
 * that is the separator) for a topic of its own and copies it back.
 */
final class PrefixPolicy extends DefaultReplicationPolicy {
  private final String separator;
  private final Map<String, String> settings;

  PrefixPolicy(Separators separators) {
    separator = separators.separator();
    settings = separators.toProperties();
    configure(settings);
  }

  @Override
  public String topicSource(String topic) {
    int end = topic.indexOf(separator);
    return end < 0 || end + separator.length() == topic.length() ? null : topic.substring(0, end);
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
