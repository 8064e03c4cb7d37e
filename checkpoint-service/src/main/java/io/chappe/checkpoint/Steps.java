package io.chappe.checkpoint;

import io.chappe.checkpoint.cluster.ClusterAnswers;
import io.chappe.failure.Failure;
import io.chappe.service.FlowHealth;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Takes the steps of a round and says of each whether it worked: to health, metrics and log. A step
 * that is taken for some groups after others is one subject: it works only if it worked for all of
 * them. For one thread.
 */
final class Steps {
  private final FlowHealth health;
  private final CheckpointMeters meters;
  private final Map<String, Tally> failing = new HashMap<>();
  private final Set<String> worked = new HashSet<>();

  /** What failed of a subject in this round, of all that was tried. */
  private record Tally(int failed, int all, String firstKey, Failure first) {

    Tally and(int moreFailed, int more) {
      return new Tally(failed + moreFailed, all + more, firstKey, first);
    }

    Failure summary() {
      return new Failure.Retry(
          first.reason(),
          "%d of %d failed, among them %s: %s".formatted(failed, all, firstKey, first.message()));
    }
  }

  Steps(FlowHealth health, CheckpointMeters meters) {
    this.health = health;
    this.meters = meters;
  }

  /** The step did not work, which has been told; the rest of the round makes no sense. */
  static final class StepFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    StepFailedException(Throwable cause) {
      super(cause);
    }
  }

  /** Ends a round: only now can it be said what worked for all, and no longer fails. */
  void endRound() {
    worked.removeAll(failing.keySet());
    worked.forEach(health::succeeded);
    worked.clear();
    failing.clear();
  }

  /** Takes a step that works as a whole or not at all. */
  <T> T take(String subject, Callable<T> step) throws StepFailedException, InterruptedException {
    T result = call(subject, step);
    health.succeeded(subject);
    return result;
  }

  /** Takes a step that may work for some keys and fail for others: then the round goes on. */
  <K, V> Map<K, V> takeEach(String subject, Callable<ClusterAnswers<K, V>> step)
      throws StepFailedException, InterruptedException {
    ClusterAnswers<K, V> answers = call(subject, step);
    answers.errors().values().forEach(meters::failed);
    int failed = answers.errors().size();
    int all = failed + answers.values().size();
    if (failing.containsKey(subject)) {
      failing.computeIfPresent(subject, (key, tally) -> tally.and(failed, all));
    } else if (failed > 0) {
      Map.Entry<K, Throwable> first = answers.errors().entrySet().iterator().next();
      failing.put(
          subject, new Tally(failed, all, first.getKey().toString(), Failure.of(first.getValue())));
    }
    if (failing.containsKey(subject)) {
      health.failed(subject, failing.get(subject).summary());
    } else {
      worked.add(subject);
    }
    return answers.values();
  }

  private <T> T call(String subject, Callable<T> step)
      throws StepFailedException, InterruptedException {
    try {
      return step.call();
    } catch (InterruptedException e) {
      throw e;
    } catch (InterruptException e) {
      throw new InterruptedException(e.getMessage());
    } catch (Exception e) {
      meters.failed(e);
      health.failed(subject, e);
      throw new StepFailedException(e);
    }
  }
}
