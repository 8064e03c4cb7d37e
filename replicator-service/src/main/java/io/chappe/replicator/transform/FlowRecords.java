package io.chappe.replicator.transform;

import io.chappe.config.ConfigurationException;
import io.chappe.config.FlowConfig;
import io.chappe.replicator.copy.port.RecordChange;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** What one flow does to its records. Its changes are for the thread of the flow's copy loop. */
public final class FlowRecords implements AutoCloseable {
  private final FlowConfig flow;
  private final List<Step> steps;
  private final ToleratedErrors errors;

  /**
   * @param errors hears of records left out because a transformation failed on them
   * @throws ConfigurationException if a transformation doesn't take its configuration, with a line
   *     for each
   */
  public FlowRecords(FlowConfig flow, ToleratedErrors errors) {
    this.flow = flow;
    this.errors = errors;
    this.steps = steps(flow);
  }

  private static List<Step> steps(FlowConfig flow) {
    List<Step> steps = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (var transform : flow.records().transforms()) {
      try {
        steps.add(StepFactory.create(transform));
      } catch (KafkaException e) {
        problems.add(e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      steps.forEach(Step::close);
      throw new ConfigurationException(problems);
    }
    return List.copyOf(steps);
  }

  /**
   * What becomes of the records of a partition. Heartbeats are nobody's data and stay as they are.
   */
  public RecordChange changeOf(TopicPartition source, TopicPartition target) {
    if (flow.records().changesNothing() || flow.naming().isHeartbeatsTopic(source.topic())) {
      return RecordChange.NONE;
    }
    RecordChange transforms =
        steps.isEmpty()
            ? RecordChange.NONE
            : new TransformChain(source, target, steps, errors, tolerance());
    return flow.records().provenance() ? new Provenance(flow.id(), source, transforms) : transforms;
  }

  private TransformChain.Tolerance tolerance() {
    if (!flow.records().tolerateErrors()) {
      return TransformChain.Tolerance.STOP;
    }
    return flow.records().deadLetters().isPresent()
        ? TransformChain.Tolerance.DEAD_LETTER
        : TransformChain.Tolerance.LEAVE_OUT;
  }

  @Override
  public void close() {
    steps.forEach(Step::close);
  }
}
