package io.chappe.replicator.copy;

import io.chappe.failure.Failure;

/** How long a partition waits after a failure until it is taken over again. */
final class RetryPauses {
  private static final long FIRST_MS = 50;
  private static final long LONGEST_MS = 2_000;

  /** The new owner needs time to begin; ownership will soon say who is right. */
  private static final long FENCED_MS = 1_000;

  private static final long STOPPED_MS = 30_000;

  private long nextMs = FIRST_MS;

  /** Milliseconds to wait after {@code failure}: longer each time, up to a limit. */
  long after(Failure failure) {
    long pauseMs =
        switch (failure) {
          case Failure.Retry retry -> nextMs;
          case Failure.ForeignWrites foreign -> nextMs;
          case Failure.Fenced fenced -> Math.max(nextMs, FENCED_MS);
          case Failure.StopPartition stop -> STOPPED_MS;
          case Failure.StopFlow stop -> STOPPED_MS;
          case Failure.Refused refused -> throw new IllegalStateException("not judged: " + refused);
        };
    nextMs = Math.min(LONGEST_MS, 2 * nextMs);
    return pauseMs;
  }

  /** Records have been copied since the last failure. */
  void progressed() {
    nextMs = FIRST_MS;
  }
}
