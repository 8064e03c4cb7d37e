package io.chappe.benchmark.contender;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A consumer whose records go to a producer: what anybody would write, tuned, with no promises. */
public final class PlainLoop implements Contender {
  @Override
  public String name() {
    return "plain loop";
  }

  @Override
  public boolean takesManyTopics() {
    return false;
  }

  @Override
  public boolean isThere() {
    return true;
  }

  @Override
  public Running start(Task task, Path folder) {
    return Running.start(
        List.of(
            Java.executable(),
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            PlainLoopMain.class.getName(),
            task.source(),
            task.target(),
            task.topic(),
            remoteTopic(task),
            Integer.toString(task.workload().partitions()),
            task.workload().codec(),
            Integer.toString(Math.max(16 * 1024, task.workload().batchBytes())),
            task.prompt() ? "0" : "20"),
        Map.of(),
        folder);
  }
}
