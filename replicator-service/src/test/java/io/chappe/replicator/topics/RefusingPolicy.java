package io.chappe.replicator.topics;

import java.util.Map;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.server.policy.CreateTopicPolicy;

/**
 * A broker's policy that refuses topics with "forbidden" in their names, and a size of segments for
 * those with "managed".
 */
public final class RefusingPolicy implements CreateTopicPolicy {
  @Override
  public void validate(RequestMetadata request) {
    if (request.topic().contains("forbidden")) {
      throw new PolicyViolationException("forbidden by the cluster's owner");
    }
    if (request.topic().contains("managed") && request.configs().containsKey("segment.bytes")) {
      throw new PolicyViolationException("segment.bytes is managed by the cluster's owner");
    }
  }

  @Override
  public void configure(Map<String, ?> configs) {}

  @Override
  public void close() {}
}
