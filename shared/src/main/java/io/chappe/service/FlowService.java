package io.chappe.service;

import io.chappe.config.ChappeConfig;
import io.chappe.control.Progress;
import io.chappe.naming.FlowId;
import io.chappe.status.FlowReport;
import io.chappe.status.FlowStatus;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one of the services does, from start to stop. Each service module has exactly one bean of
 * this type; its constructor takes the configuration and stores it, and does nothing else.
 */
public interface FlowService {

  /**
   * Starts the loops and returns at once: it never waits for a broker, so that a cluster that is
   * away delays neither the start nor the health checks.
   */
  void start();

  /** The present state of every flow that this instance works on. Cheap; never asks a broker. */
  Map<FlowId, FlowStatus> statuses();

  /** The states alone: looked at several times a second. Cheaper still. */
  default Map<FlowId, FlowStatus.State> states() {
    Map<FlowId, FlowStatus.State> states = new LinkedHashMap<>();
    statuses().forEach((flow, status) -> states.put(flow, status.state()));
    return states;
  }

  /**
   * The same with numbers, for the status that is published: called every two seconds or so. Cheap;
   * never asks a broker.
   */
  default Map<FlowId, FlowReport> reports() {
    Map<FlowId, FlowReport> reports = new LinkedHashMap<>();
    statuses().forEach((flow, status) -> reports.put(flow, FlowReport.of(status)));
    return reports;
  }

  /**
   * Goes over to another configuration, without disturbing what doesn't change. Returns at once;
   * what takes time is done by the flows themselves.
   */
  void apply(ChappeConfig next);

  /** How far that has got with the newest. Cheap. */
  Progress progress();

  /**
   * Stops the loops and closes their clients. Called once, also when {@link #start} failed half
   * way; has {@link ServiceLifecycle#CLOSE_LIMIT} before the process ends without it.
   */
  void close();
}
