package io.chappe.failure;

import java.util.List;

/**
 * An expected failure, as a value. Its type is the verdict: what follows from it. Its {@link
 * #reason} is a metric tag, a field of the status and a key of the log at once.
 */
public sealed interface Failure {
  /** Which of the known failures this is. */
  Reason reason();

  /** What happened, for people: one line. */
  String message();

  /** What to do about it, for people. */
  default String remedy() {
    return reason().remedy();
  }

  /** The message, and behind it the remedy, if this failure has one of its own. */
  default String text() {
    return remedy().equals(reason().remedy()) ? message() : message() + "; " + remedy();
  }

  /** Passes by itself, or is tried again in any case: goes on after a pause. */
  record Retry(Reason reason, String message) implements Failure {}

  /** Someone else has taken the partition over. Not to be fought over: ownership decides. */
  record Fenced(Reason reason, String message) implements Failure {}

  /**
   * The target doesn't take a batch for what is in it.
   *
   * @param records which records of the batch are at fault, from 0; empty if that isn't known
   */
  record Refused(Reason reason, String message, List<Integer> records) implements Failure {}

  /** Can't pass without somebody's help: this partition, or topic, stops; others go on. */
  record StopPartition(Reason reason, String message, String remedy) implements Failure {
    /** With the remedy that its reason has. */
    public StopPartition(Reason reason, String message) {
      this(reason, message, reason.remedy());
    }
  }

  /** Nothing of the flow may be copied before somebody helps. */
  record StopFlow(Reason reason, String message, String remedy) implements Failure {
    /** With the remedy that its reason has. */
    public StopFlow(Reason reason, String message) {
      this(reason, message, reason.remedy());
    }
  }

  /**
   * Somebody else writes to a target that is declared exclusive. The map has been corrected;
   * copying goes on once, and stops if it happens again soon.
   */
  record ForeignWrites(String message) implements Failure {
    @Override
    public Reason reason() {
      return Reason.FOREIGN_WRITES;
    }
  }

  /** Reads a failure off an exception; wrappers of other threads' exceptions are looked through. */
  static Failure of(Throwable thrown) {
    return new Retry(Reason.of(thrown), ThrownText.of(ThrownCause.of(thrown)));
  }

  /**
   * The word of an exception's reason, and which exception it is where the reason stands for many:
   * to tell whether a failure is another than before, not for people.
   */
  static String sortOf(Throwable thrown) {
    Reason reason = Reason.of(thrown);
    return switch (reason) {
      case KAFKA_ERROR, UNEXPECTED -> ThrownCause.of(thrown).getClass().getSimpleName();
      default -> reason.word();
    };
  }
}
