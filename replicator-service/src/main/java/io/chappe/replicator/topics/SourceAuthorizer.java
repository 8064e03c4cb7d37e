package io.chappe.replicator.topics;

import io.chappe.replicator.topics.cluster.ClusterCalls;
import io.chappe.replicator.topics.cluster.ClusterUnavailableException;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;

/** Finds out whether a cluster hides topics from those without a right to them. */
final class SourceAuthorizer {
  /** Few, if any: what is asked for is the kind of the answer. */
  private static final AclBindingFilter FEW =
      new AclBindingFilter(
          new ResourcePatternFilter(ResourceType.TOPIC, "chappe.none", PatternType.LITERAL),
          AccessControlEntryFilter.ANY);

  private SourceAuthorizer() {}

  /** Whether everybody sees everything; false if that can't be learnt. */
  static boolean isMissing(ClusterCalls cluster)
      throws ClusterUnavailableException, InterruptedException {
    KafkaFuture<Collection<AclBinding>> answer = cluster.admin().describeAcls(FEW).values();
    try {
      Exception error =
          cluster.await(Map.of(cluster.alias(), answer)).errors().get(cluster.alias());
      return error instanceof SecurityDisabledException;
    } catch (ClusterUnavailableException e) {
      if (e.getCause() instanceof ClusterAuthorizationException) {
        return false;
      }
      throw e;
    }
  }
}
