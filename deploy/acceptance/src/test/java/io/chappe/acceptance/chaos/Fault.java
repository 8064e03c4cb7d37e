package io.chappe.acceptance.chaos;

import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Something that goes wrong, and is mended before {@link #inject} returns. */
interface Fault {
  /**
   * @param random what decides on details
   */
  void inject(Random random) throws InterruptedException;

  /** Lets time pass, which is not a wait for something: the length itself is part of the fault. */
  static void last(Random random, int fromMs, int toMs) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(random.nextInt(fromMs, toMs));
  }
}
