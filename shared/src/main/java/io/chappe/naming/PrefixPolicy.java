package io.chappe.naming;

import org.apache.kafka.connect.mirror.DefaultReplicationPolicy;

/**
 * MM2's {@code DefaultReplicationPolicy}, comparable: two with the same separators are equal, so
 * that a changed configuration can be told from an unchanged one. It also knows the source of a
 * topic whose name is nothing but separators: MM2 takes {@code us__} (the copy of {@code _}, if
 * that is the separator) for a topic of its own and copies it back.
 */
final class PrefixPolicy extends DefaultReplicationPolicy {
  private final Separators separators;

  PrefixPolicy(Separators separators) {
    this.separators = separators;
    configure(separators.toProperties());
  }

  @Override
  public String topicSource(String topic) {
    String separator = separators.separator();
    int end = topic.indexOf(separator);
    return end < 0 || end + separator.length() == topic.length() ? null : topic.substring(0, end);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PrefixPolicy policy && separators.equals(policy.separators);
  }

  @Override
  public int hashCode() {
    return separators.hashCode();
  }

  @Override
  public String toString() {
    return "DefaultReplicationPolicy with " + separators;
  }
}
