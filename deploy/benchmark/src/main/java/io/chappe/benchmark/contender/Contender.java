package io.chappe.benchmark.contender;

import java.nio.file.Path;

/** A program that copies a topic. */
public interface Contender {
  /** Its name in tables. */
  String name();

  /** Whether it can be run: whether it was built. */
  boolean isThere();

  /**
   * Starts it as a process of its own, to copy from the beginning.
   *
   * @param folder for its configuration and output; new, and its own
   */
  Running start(Task task, Path folder);

  /** Whether it copies what a pattern says, and not just one topic. */
  default boolean takesManyTopics() {
    return true;
  }

  /** The topic on the target that it copies to. */
  default String remoteTopic(Task task) {
    return task.alias() + "." + task.topic();
  }
}
