package io.chappe.checkpoint;

import io.chappe.checkpoint.cluster.ClusterAnswers;
import io.chappe.service.Failure;
import io.chappe.service.FlowHealth;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.common.errors.InterruptException;

/** Takes the steps of a round and says of each whether it worked: to health, metrics and log. */
final class Steps {
  private final FlowHealth health;
  private final FlowMeters meters;

  Steps(FlowHealth health, FlowMeters meters) {
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
    answers.errors().entrySet().stream()
        .findFirst()
        .ifPresentOrElse(
            first -> health.failed(subject, summary(answers, first)),
            () -> health.succeeded(subject));
    return answers.values();
  }

  private static Failure summary(ClusterAnswers<?, ?> answers, Map.Entry<?, Throwable> first) {
    Failure failure = Failure.of(first.getValue());
    int all = answers.errors().size() + answers.values().size();
    return new Failure(
        failure.kind(),
        "%d of %d failed, among them %s: %s"
            .formatted(answers.errors().size(), all, first.getKey(), failure.reason()));
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
