package io.chappe.service;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.naming.FlowId;
import io.chappe.status.FailureWords;
import io.chappe.status.FlowStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;

/**
 * Keeps what works and what does not in one flow, and logs the changes: one line when a subject
 * begins to fail or fails for another reason, one when it works again, none while nothing changes.
 * So a cluster that is away for an hour costs two lines, not one for each attempt. Thread-safe.
 */
public final class FlowHealth {
  private final FlowId flow;
  private final Logger logger;
  private final Map<String, Trouble> failing = new LinkedHashMap<>();
  private boolean anySuccess;
  private String lastError = "";

  /**
   * What fails now.
   *
   * @param sort changes with what is worth another line in the log
   */
  private record Trouble(Failure failure, String sort) {}

  /**
   * @param flow the flow
   * @param logger the log of the service that works on the flow
   */
  public FlowHealth(FlowId flow, Logger logger) {
    this.flow = flow;
    this.logger = logger;
  }

  /** Says that {@code subject}, such as {@code writing to us} or a topic's name, works. */
  public synchronized void succeeded(String subject) {
    anySuccess = true;
    Trouble before = failing.remove(subject);
    if (before != null) {
      logger.info(
          "works again: flow={} subject=\"{}\" was={}", flow, subject, before.failure().reason());
    }
  }

  /** Says that {@code subject} has failed just now; it stays so until it {@link #succeeded}. */
  public synchronized void failed(String subject, Failure failure) {
    failed(subject, new Trouble(failure, failure.reason().word()));
  }

  /** Whether it was said. */
  private boolean failed(String subject, Trouble trouble) {
    Failure failure = trouble.failure();
    lastError = subject + ": " + failure.text();
    Trouble before = failing.put(subject, trouble);
    boolean isNew = before == null || !before.sort().equals(trouble.sort());
    if (isNew) {
      logger.warn(
          "failed, will retry: flow={} subject=\"{}\" reason={} message=\"{}\"",
          flow,
          subject,
          failure.reason(),
          failure.message());
    }
    return isNew;
  }

  /**
   * The same for an exception. One that is not Kafka's is a bug of ours, and gets a stack trace.
   */
  public synchronized void failed(String subject, Throwable thrown) {
    Failure failure = Failure.of(thrown);
    // Of reasons that stand for many exceptions, each is worth a line.
    boolean isNew = failed(subject, new Trouble(failure, Failure.sortOf(thrown)));
    if (isNew && failure.reason() == Reason.UNEXPECTED) {
      logger.error("unexpected: flow={} subject=\"{}\"", flow, subject, thrown);
    }
  }

  /** Forgets {@code subject}: it no longer exists, so it neither works nor fails. */
  public synchronized void forget(String subject) {
    failing.remove(subject);
  }

  /** The status for the health check. */
  public synchronized FlowStatus status(Map<String, String> details) {
    Map<String, FailureWords> failures = new TreeMap<>();
    failing.forEach((subject, each) -> failures.put(subject, FailureWords.of(each.failure())));
    if (!failing.isEmpty()) {
      String errors =
          failing.entrySet().stream()
              .map(each -> each.getKey() + ": " + each.getValue().failure().text())
              .collect(Collectors.joining("; "));
      return new FlowStatus(FlowStatus.State.DEGRADED, errors, failures, details);
    }
    FlowStatus.State state = anySuccess ? FlowStatus.State.RUNNING : FlowStatus.State.STARTING;
    return new FlowStatus(state, lastError, failures, details);
  }
}
