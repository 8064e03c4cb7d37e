package io.chappe.service;

import io.chappe.naming.FlowId;
import io.chappe.status.FlowStatus;
import java.util.LinkedHashMap;
import java.util.Map;
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
  private final Map<String, Failure> failing = new LinkedHashMap<>();
  private boolean anySuccess;
  private String lastError = "";

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
    Failure before = failing.remove(subject);
    if (before != null) {
      logger.info("works again: flow={} subject=\"{}\" was={}", flow, subject, before.kind());
    }
  }

  /** Says that {@code subject} has failed just now; it stays so until it {@link #succeeded}. */
  public synchronized void failed(String subject, Failure failure) {
    lastError = subject + ": " + failure.reason();
    Failure before = failing.put(subject, failure);
    if (before == null || !before.kind().equals(failure.kind())) {
      logger.warn(
          "failed, will retry: flow={} subject=\"{}\" kind={} reason={}",
          flow,
          subject,
          failure.kind(),
          failure.reason());
    }
  }

  /**
   * The same for an exception. One that is not Kafka's is a bug of ours, and gets a stack trace.
   */
  public synchronized void failed(String subject, Throwable thrown) {
    Failure failure = Failure.of(thrown);
    Failure before = failing.get(subject);
    if (Failure.isBug(thrown) && (before == null || !before.kind().equals(failure.kind()))) {
      logger.error("unexpected: flow={} subject=\"{}\"", flow, subject, thrown);
    }
    failed(subject, failure);
  }

  /** Forgets {@code subject}: it no longer exists, so it neither works nor fails. */
  public synchronized void forget(String subject) {
    failing.remove(subject);
  }

  /** The status for the health check. */
  public synchronized FlowStatus status(Map<String, String> details) {
    if (!failing.isEmpty()) {
      String errors =
          failing.entrySet().stream()
              .map(each -> each.getKey() + ": " + each.getValue().reason())
              .collect(Collectors.joining("; "));
      return new FlowStatus(FlowStatus.State.DEGRADED, errors, details);
    }
    FlowStatus.State state = anySuccess ? FlowStatus.State.RUNNING : FlowStatus.State.STARTING;
    return new FlowStatus(state, lastError, details);
  }
}
