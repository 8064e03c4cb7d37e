package io.chappe.replicator.topics.cluster;

import io.chappe.failure.FailedException;
import io.chappe.failure.Failure;
import io.chappe.failure.LoginRefusal;
import io.chappe.failure.Reason;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * The admin client of one cluster, made when it is first needed (a name that can't be resolved yet
 * is a cluster that is away), and the waiting for its answers. Used by one thread.
 */
public final class ClusterCalls implements AutoCloseable {
  /** Limits of a single attempt and of a call with its retries, unless configured. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000",
          AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "20000");

  private static final Duration CLOSE_LIMIT = Duration.ofMillis(300);

  private final String alias;
  private final Map<String, Object> properties;
  private final Runnable tick;
  private final long limitNanos;
  private Admin admin;

  /**
   * @param tick called after each answer: the thread is alive
   */
  public ClusterCalls(
      String alias, Map<String, String> properties, String clientId, Runnable tick) {
    this.alias = alias;
    this.tick = tick;
    this.properties = new HashMap<>(DEFAULTS);
    this.properties.putAll(properties);
    this.properties.put(AdminClientConfig.CLIENT_ID_CONFIG, clientId);
    long apiTimeout =
        Long.parseLong(
            this.properties.get(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG).toString());
    limitNanos = TimeUnit.MILLISECONDS.toNanos(apiTimeout) + TimeUnit.SECONDS.toNanos(5);
  }

  /** With a client of the caller's. */
  public ClusterCalls(String alias, Admin admin) {
    this(alias, Map.of(), "", () -> {});
    this.admin = admin;
  }

  public String alias() {
    return alias;
  }

  public Admin admin() throws ClusterUnavailableException {
    if (admin == null) {
      try {
        admin = Admin.create(properties);
      } catch (KafkaException e) {
        throw new ClusterUnavailableException(alias, e);
      }
    }
    return admin;
  }

  /** The cluster's id; null if its brokers are too old to have one. */
  public String clusterId() throws ClusterUnavailableException, InterruptedException {
    return await(admin().describeCluster().clusterId());
  }

  /** Waits for one answer that concerns the whole cluster. */
  public <V> V await(KafkaFuture<V> future)
      throws ClusterUnavailableException, InterruptedException {
    Answers<String, V> answers = await(Map.of(alias, future));
    Exception error = answers.errors().get(alias);
    if (error != null) {
      throw new ClusterUnavailableException(alias, error);
    }
    return answers.values().get(alias);
  }

  /**
   * Waits until everything has its answer.
   *
   * @throws ClusterUnavailableException if nothing worked, for a reason that is the cluster's
   */
  public <K, V> Answers<K, V> await(Map<K, KafkaFuture<V>> futures)
      throws ClusterUnavailableException, InterruptedException {
    Answers<K, V> answers = new Answers<>(new HashMap<>(), new HashMap<>());
    long deadline = System.nanoTime() + limitNanos;
    for (Map.Entry<K, KafkaFuture<V>> entry : futures.entrySet()) {
      try {
        long left = Math.max(0, deadline - System.nanoTime());
        answers.values().put(entry.getKey(), entry.getValue().get(left, TimeUnit.NANOSECONDS));
      } catch (ExecutionException e) {
        answers.errors().put(entry.getKey(), asException(e.getCause()));
      } catch (TimeoutException e) {
        answers.errors().put(entry.getKey(), e);
      }
    }
    tick.run();
    Exception failure = answers.clusterFailure().orElse(null);
    if (failure != null) {
      throw new ClusterUnavailableException(alias, failure);
    }
    return answers;
  }

  /** Whether the failure would hit any request to this cluster, whatever topic it is about. */
  static boolean concernsTheCluster(Exception error) {
    return error instanceof TimeoutException
        || error instanceof org.apache.kafka.common.errors.TimeoutException
        || error instanceof DisconnectException
        || error instanceof AuthenticationException
        || error instanceof ClusterAuthorizationException;
  }

  /** The failure of a call, with {@link #message} as its message. */
  public static Failure failure(Throwable error) {
    Throwable root = root(error);
    return new Failure.Retry(
        isSilence(root) ? Reason.REQUEST_TIMED_OUT : Reason.of(root), message(error));
  }

  private static Throwable root(Throwable error) {
    Throwable root = error;
    while (root.getCause() instanceof KafkaException cause) {
      root = cause;
    }
    return root;
  }

  /**
   * One line that says what went wrong, for logs and status. The same trouble gives the same line
   * each time, so a time-out's changing numbers are left out.
   */
  public static String message(Throwable error) {
    Throwable root = root(error);
    if (isSilence(root)) {
      return "no answer in time";
    }
    Optional<String> refusal = LoginRefusal.of(root);
    if (refusal.isPresent()) {
      return firstLine(refusal.get());
    }
    if (root instanceof FailedException) {
      return firstLine(root.getMessage());
    }
    String message = root.getMessage() == null ? "" : ": " + firstLine(root.getMessage());
    return root.getClass().getSimpleName() + message + tooOld(root);
  }

  /** Which of these comes first is chance. */
  private static boolean isSilence(Throwable root) {
    return root instanceof TimeoutException
        || root instanceof org.apache.kafka.common.errors.TimeoutException
        || root instanceof DisconnectException;
  }

  private static String tooOld(Throwable root) {
    return root instanceof UnsupportedVersionException
        ? " (its brokers are too old: Chappe copies from Kafka 2.1 or newer to 2.5 or newer)"
        : "";
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static Exception asException(Throwable cause) {
    return cause instanceof Exception exception ? exception : new KafkaException(cause);
  }

  /** Cuts a list into pieces that are asked for one after the other. */
  public static <T> List<List<T>> chunks(List<T> all, int size) {
    return IntStream.range(0, (all.size() + size - 1) / size)
        .mapToObj(i -> all.subList(i * size, Math.min(all.size(), (i + 1) * size)))
        .toList();
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(CLOSE_LIMIT);
      admin = null;
    }
  }
}
