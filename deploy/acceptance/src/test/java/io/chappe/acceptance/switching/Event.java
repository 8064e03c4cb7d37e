package io.chappe.acceptance.switching;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Something that happens between two sessions of the application.
 *
 * @param kind what to call it
 * @param suits before which sessions it may happen
 * @param action what happens
 */
record Event(String kind, Suits suits, Action action) {

  /** Where the application may go on after an event. */
  enum Suits {
    EITHER,
    ONLY_HOME,
    ONLY_AWAY;

    boolean before(Side side) {
      return this == EITHER || (this == ONLY_HOME) == (side == Side.HOME);
    }
  }

  /** What happens; it is over when the application may go on. */
  @FunctionalInterface
  interface Action {
    /**
     * @param name what to call it in the ledger
     * @return numbers that the next session must get behind
     */
    Map<TopicPartition, Long> happen(String name) throws Exception;
  }
}
