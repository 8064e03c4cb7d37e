package io.chappe.benchmark.contender;

import io.chappe.benchmark.load.Workload;

/**
 * What to copy.
 *
 * @param alias of the source, different for each run: whatever is remembered of a flow is
 *     remembered under it
 * @param source bootstrap servers
 * @param target bootstrap servers
 * @param workload the data
 * @param prompt whether latency counts and not throughput
 */
public record Task(String alias, String source, String target, Workload workload, boolean prompt) {
  /** The topic on the source. */
  public String topic() {
    return workload.topic();
  }

  /** What is to be copied, as MM2's {@code topics} has it. */
  public String topics() {
    return workload.kind() == Workload.Kind.MANY_TOPICS ? topic() + "-.*" : topic();
  }
}
