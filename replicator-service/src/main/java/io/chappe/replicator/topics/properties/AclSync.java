package io.chappe.replicator.topics.properties;

import io.chappe.config.FlowConfig;
import io.chappe.failure.Failure;
import io.chappe.replicator.topics.catalog.Catalog;
import io.chappe.replicator.topics.catalog.FailureBook;
import io.chappe.replicator.topics.catalog.TopicsObserver;
import io.chappe.replicator.topics.cluster.Answers;
import io.chappe.replicator.topics.cluster.ClusterCalls;
import io.chappe.replicator.topics.cluster.ClusterUnavailableException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives remote topics the access control lists of their source topics by {@link AclRules}. Reads
 * both sides and only adds what is missing; takes nothing away. Used by one thread.
 */
public final class AclSync {
  private static final Logger LOGGER = LoggerFactory.getLogger(AclSync.class);
  private static final int CHUNK = 200;
  private static final AclBindingFilter LITERAL_TOPICS =
      new AclBindingFilter(
          new ResourcePatternFilter(ResourceType.TOPIC, null, PatternType.LITERAL),
          AccessControlEntryFilter.ANY);

  private final FlowConfig flow;
  private final ClusterCalls source;
  private final ClusterCalls target;
  private final TopicsObserver observer;
  private final FailureBook<String> failures;
  private boolean saidThatThereAreNone;

  public AclSync(
      FlowConfig flow,
      ClusterCalls source,
      ClusterCalls target,
      TopicsObserver observer,
      LongSupplier nanoTime) {
    this.flow = flow;
    this.source = source;
    this.target = target;
    this.observer = observer;
    this.failures = new FailureBook<>(nanoTime);
  }

  /** What could not be read or added, by what it is about. */
  public Map<String, Failure> problems() {
    return failures.failures();
  }

  /** Syncs all topics that have a remote topic. */
  public void sync(Catalog catalog) throws ClusterUnavailableException, InterruptedException {
    Map<String, String> remoteNames =
        catalog.remotes().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().name()));
    try {
      Set<AclBinding> missing = AclRules.wanted(read(source), remoteNames);
      missing.removeAll(missing.isEmpty() ? Set.of() : new HashSet<>(read(target)));
      forgetOldFailures(missing);
      for (List<AclBinding> some : ClusterCalls.chunks(List.copyOf(missing), CHUNK)) {
        add(some);
      }
    } catch (ClusterUnavailableException e) {
      refused(e);
    }
  }

  private void forgetOldFailures(Set<AclBinding> missing) {
    Set<String> subjects = new HashSet<>();
    missing.forEach(binding -> subjects.add(binding.pattern().name()));
    failures.retain(subjects);
  }

  private Collection<AclBinding> read(ClusterCalls cluster)
      throws ClusterUnavailableException, InterruptedException {
    return cluster.await(cluster.admin().describeAcls(LITERAL_TOPICS).values());
  }

  private void add(List<AclBinding> bindings)
      throws ClusterUnavailableException, InterruptedException {
    Map<AclBinding, KafkaFuture<Void>> futures =
        new HashMap<>(target.admin().createAcls(bindings).values());
    Answers<AclBinding, Void> answers = target.await(futures);
    answers
        .values()
        .keySet()
        .forEach(
            binding -> {
              failures.succeeded(binding.pattern().name());
              LOGGER.info("access control entry added: flow={} binding={}", flow.id(), binding);
            });
    answers
        .errors()
        .forEach((binding, error) -> failed(binding.pattern().name(), ClusterCalls.failure(error)));
  }

  /**
   * That a cluster has no authorizer, or does not let us see or change its lists, is no reason to
   * take it for away: the rest of the work goes on.
   */
  private void refused(ClusterUnavailableException e) throws ClusterUnavailableException {
    Throwable cause = e.getCause();
    boolean away =
        !(cause instanceof ApiException)
            || cause instanceof RetriableException
            || cause instanceof AuthenticationException;
    if (away) {
      throw e;
    }
    if (!(cause instanceof SecurityDisabledException)) {
      failed(subject(e.alias()), e.failure());
    } else if (!saidThatThereAreNone) {
      saidThatThereAreNone = true;
      LOGGER.info(
          "no access control lists to sync, the cluster has no authorizer: flow={} cluster={}",
          flow.id(),
          e.alias());
    }
  }

  private static String subject(String alias) {
    return "access control lists of " + alias;
  }

  private void failed(String subject, Failure failure) {
    observer.failed(failure, subject);
    if (failures.failed(subject, failure)) {
      LOGGER.warn(
          "acl sync failed: flow={} subject={} reason={} message=\"{}\"",
          flow.id(),
          subject,
          failure.reason(),
          failure.message());
    }
  }
}
