package io.chappe.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServiceLoopTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final List<String> told = new CopyOnWriteArrayList<>();
  private final List<String> closed = new CopyOnWriteArrayList<>();
  private final AtomicInteger turns = new AtomicInteger();
  private ServiceLoop loop;

  private final ServiceLoop.Trouble trouble =
      new ServiceLoop.Trouble() {
        @Override
        public void failed(Throwable thrown) {
          told.add(thrown.getClass().getSimpleName());
        }

        @Override
        public void over() {
          told.add("over");
        }
      };

  private void start(ServiceLoop.Turn turn, AutoCloseable... closes) {
    loop = new ServiceLoop(Thread.ofPlatform().name("tested"), turn, trouble, List.of(closes));
    loop.start();
  }

  @AfterEach
  void end() {
    loop.end();
    assertThat(loop.awaitEnd(LIMIT)).isTrue();
  }

  @Test
  void goesOnAfterExceptionsErrorsAndInterruptsThatNobodyMeant() {
    start(
        () -> {
          switch (turns.incrementAndGet()) {
            case 1 -> throw new IllegalStateException();
            case 2 -> throw new NoClassDefFoundError();
            case 3 -> throw new InterruptedException();
            default -> {
              return Duration.ofMillis(1);
            }
          }
        });

    Awaitility.await().atMost(LIMIT).until(() -> turns.get() > 5);

    assertThat(told)
        .containsExactly(
            "IllegalStateException", "NoClassDefFoundError", "InterruptedException", "over");
  }

  @Test
  void goesOnWhereTheTroubleCannotBeToldEither() {
    loop =
        new ServiceLoop(
            Thread.ofPlatform().name("tested"),
            () -> {
              if (turns.incrementAndGet() == 1) {
                throw new IllegalStateException();
              }
              return Duration.ofMillis(1);
            },
            new ServiceLoop.Trouble() {
              @Override
              public void failed(Throwable thrown) {
                throw new IllegalArgumentException();
              }

              @Override
              public void over() {}
            },
            List.of());
    loop.start();

    Awaitility.await().atMost(LIMIT).until(() -> turns.get() > 1);
  }

  @Test
  void closesEverythingWhateverTheOthersThrowAndInterruptsNoneOfIt() {
    start(
        () -> {
          turns.incrementAndGet();
          Thread.currentThread().interrupt();
          return Duration.ofHours(1);
        },
        () -> closed.add("first, interrupted " + Thread.currentThread().isInterrupted()),
        () -> {
          Thread.currentThread().interrupt();
          throw new NoClassDefFoundError();
        },
        () -> closed.add("last, interrupted " + Thread.currentThread().isInterrupted()));
    Awaitility.await().atMost(LIMIT).until(() -> turns.get() > 0);

    loop.end();
    assertThat(loop.awaitEnd(LIMIT)).isTrue();

    assertThat(closed).containsExactly("first, interrupted false", "last, interrupted false");
  }

  @Test
  void anInterruptThatComesWhileItClosesDoesNotReachIt() {
    CountDownLatch closing = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    start(
        () -> Duration.ofHours(1),
        () -> {
          closing.countDown();
          interrupted.await();
          closed.add("undisturbed");
        });
    loop.end();
    Awaitility.await().atMost(LIMIT).until(() -> closing.getCount() == 0);

    loop.interrupt();
    interrupted.countDown();

    assertThat(loop.awaitEnd(LIMIT)).isTrue();
    assertThat(closed).containsExactly("undisturbed");
  }

  @Test
  void whatWasNeverStartedIsClosedToo() {
    loop =
        new ServiceLoop(
            Thread.ofPlatform().name("tested"),
            () -> Duration.ZERO,
            trouble,
            List.of(() -> closed.add("closed")));

    assertThat(loop.awaitEnd(LIMIT)).isTrue();

    assertThat(closed).containsExactly("closed");
    loop = new ServiceLoop(Thread.ofPlatform(), () -> Duration.ZERO, trouble, List.of());
  }
}
