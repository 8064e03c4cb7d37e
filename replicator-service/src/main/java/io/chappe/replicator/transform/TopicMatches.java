package io.chappe.replicator.transform;

import io.chappe.naming.NamePattern;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.predicates.Predicate;
import org.apache.kafka.connect.transforms.predicates.TopicNameMatches;

/**
 * Kafka Connect's {@link TopicNameMatches} with an end: that one may try more ways through a name
 * than anybody can wait for, with each record. For one thread.
 */
final class TopicMatches implements Predicate<SourceRecord> {
  private final TopicNameMatches<SourceRecord> kafkas = new TopicNameMatches<>();
  private NamePattern pattern = NamePattern.of(Pattern.compile(""));
  private String topic = "";
  private boolean matches;

  @Override
  public void configure(Map<String, ?> properties) {
    kafkas.configure(properties);
    pattern = NamePattern.of(Pattern.compile(String.valueOf(properties.get("pattern"))));
    topic = "";
    matches = false;
  }

  @Override
  public ConfigDef config() {
    return kafkas.config();
  }

  /** The records of one partition have one topic, which is looked at once. */
  @Override
  public boolean test(SourceRecord received) {
    if (!topic.equals(received.topic())) {
      matches = pattern.matches(received.topic());
      topic = received.topic();
    }
    return matches;
  }

  @Override
  public void close() {
    kafkas.close();
  }
}
