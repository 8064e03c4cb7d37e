package io.chappe.replicator.simulation;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.replicator.copy.port.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A connection of a process to a broker. Requests arrive in the order in which they were sent, and
 * so do answers. When it breaks, the sender hears that everything unanswered failed; a part of that
 * may have arrived, or may still be on its way and arrive much later.
 */
final class Connection {
  private static final class Request {
    private Runnable onFailure;
    private boolean lost;
    private boolean answered;
  }

  private final Schedule schedule;
  private final SimulatedProcess process;
  private final List<Request> travelling = new ArrayList<>();
  private List<Request> open = new ArrayList<>();
  private long lastArrivalMs;
  private long lastAnswerMs;

  Connection(Schedule schedule, SimulatedProcess process) {
    this.schedule = schedule;
    this.process = process;
  }

  /**
   * Sends a request.
   *
   * @param handler what the broker does with it when it arrives; gives the answer's effect on the
   *     sender
   */
  void send(Supplier<Runnable> handler, Reply<?> reply) {
    Request request = new Request();
    request.onFailure =
        () -> reply.failed(new Failure.Retry(Reason.NETWORK_EXCEPTION, "disconnected"));
    open.add(request);
    travelling.add(request);
    lastArrivalMs = Math.max(lastArrivalMs, schedule.nowMs() + schedule.delay());
    schedule.after(lastArrivalMs - schedule.nowMs(), () -> arrive(request, handler));
    if (schedule.percent(process.breakPercent())) {
      schedule.after(schedule.delay(), this::breakOff);
    }
  }

  private void arrive(Request request, Supplier<Runnable> handler) {
    travelling.remove(request);
    if (request.lost) {
      return;
    }
    Runnable answer = handler.get();
    lastAnswerMs = Math.max(lastAnswerMs, schedule.nowMs() + schedule.delay());
    schedule.after(
        lastAnswerMs - schedule.nowMs(),
        () -> {
          if (!request.answered) {
            request.answered = true;
            open.remove(request);
            process.deliver(answer);
          }
        });
  }

  /** Requests from some point on are lost; those before it arrive unheard. */
  void breakOff() {
    List<Request> unanswered = open;
    open = new ArrayList<>();
    int arriving = schedule.below(unanswered.size() + 1);
    for (Request request : unanswered) {
      request.answered = true;
      request.lost = arriving-- <= 0;
    }
    process.deliver(() -> unanswered.forEach(request -> request.onFailure.run()));
  }

  /** The broker is gone, and what was on its way to it. */
  void loseAll() {
    breakOff();
    travelling.forEach(request -> request.lost = true);
  }
}
