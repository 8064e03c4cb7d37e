package io.chappe.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FatalErrorsTest {
  private final List<Integer> ends = new ArrayList<>();

  @Test
  void anErrorEndsTheProcess() throws InterruptedException {
    run(
        "some-pool-1",
        () -> {
          throw new OutOfMemoryError("thrown by a test");
        });
    assertThat(ends).containsExactly(FatalErrors.EXIT_CODE);
  }

  @Test
  void whateverEndsOneOfOurThreadsEndsTheProcess() throws InterruptedException {
    run(
        "chappe-us->eu-copy",
        () -> {
          throw new IllegalStateException("thrown by a test");
        });
    assertThat(ends).containsExactly(FatalErrors.EXIT_CODE);
  }

  @Test
  void anotherThreadMayFail() throws InterruptedException {
    run(
        "some-pool-1",
        () -> {
          throw new IllegalStateException("thrown by a test");
        });
    assertThat(ends).isEmpty();
  }

  private void run(String name, Runnable body) throws InterruptedException {
    Thread thread =
        Thread.ofPlatform()
            .name(name)
            .uncaughtExceptionHandler(new FatalErrors(ends::add))
            .start(body);
    thread.join();
  }
}
