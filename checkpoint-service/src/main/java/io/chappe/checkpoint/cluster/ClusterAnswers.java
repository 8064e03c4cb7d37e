package io.chappe.checkpoint.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * A cluster's answers to one batched call, apart from its errors: what fails for one key leaves the
 * others alone.
 *
 * @param values answers
 * @param errors errors
 */
public record ClusterAnswers<K, V>(Map<K, V> values, Map<K, Throwable> errors) {

  /**
   * Waits for all answers; each comes within the client's own time limit.
   *
   * @throws ExecutionException if none came because the cluster did not answer at all
   */
  public static <K, V> ClusterAnswers<K, V> await(Map<K, KafkaFuture<V>> futures)
      throws ExecutionException, InterruptedException {
    ClusterAnswers<K, V> answers = new ClusterAnswers<>(new HashMap<>(), new HashMap<>());
    ExecutionException silence = null;
    for (Map.Entry<K, KafkaFuture<V>> each : futures.entrySet()) {
      try {
        answers.values.put(each.getKey(), each.getValue().get());
      } catch (ExecutionException e) {
        answers.errors.put(each.getKey(), e.getCause());
        if (e.getCause() instanceof TimeoutException
            || e.getCause() instanceof AuthenticationException) {
          silence = e;
        }
      }
    }
    if (silence != null && answers.values.isEmpty()) {
      throw silence;
    }
    return answers;
  }

  /** The same without the errors of one kind, which the caller expects. */
  public ClusterAnswers<K, V> ignoring(Predicate<Throwable> expected) {
    Map<K, Throwable> others = new HashMap<>(errors);
    others.values().removeIf(expected);
    return new ClusterAnswers<>(values, others);
  }
}
