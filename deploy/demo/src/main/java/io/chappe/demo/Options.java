package io.chappe.demo;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What the demo was asked for.
 *
 * @param recordsPerSecond how much is produced, over both clusters; 2 to 1,000,000
 * @param duration after which it ends by itself; without one it runs until it is interrupted
 * @param plain whether lines are wanted even on a terminal
 * @param keep whether logs and configuration stay when it ends
 */
record Options(int recordsPerSecond, Optional<Duration> duration, boolean plain, boolean keep) {
  static final String USAGE =
      """
      usage: deploy/demo/run [--rate N] [--duration SECONDS] [--plain] [--keep]
             deploy/demo/run watch ADDRESS...

        --rate N            records a second, over both clusters (default 400)
        --duration SECONDS  end after that time (default: run until Ctrl-C)
        --plain             plain lines instead of a screen
        --keep              leave configuration, logs and data on disk at the end

        watch               show services that run already, such as http://localhost:8080
      """;

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  static Options parse(List<String> arguments) {
    int rate = 400;
    Optional<Duration> duration = Optional.empty();
    boolean plain = false;
    boolean keep = false;
    Iterator<String> rest = arguments.iterator();
    while (rest.hasNext()) {
      String option = rest.next();
      switch (option) {
        case "--rate" -> rate = number(option, rest, 2, 1_000_000);
        case "--duration" ->
            duration = Optional.of(Duration.ofSeconds(number(option, rest, 1, 1_000_000)));
        case "--plain" -> plain = true;
        case "--keep" -> keep = true;
        default -> throw new IllegalArgumentException("unknown option " + option);
      }
    }
    return new Options(rate, duration, plain, keep);
  }

  private static int number(String option, Iterator<String> rest, int least, int most) {
    String word = rest.hasNext() ? rest.next() : "";
    if (word.matches("[0-9]{1,7}")) {
      int number = Integer.parseInt(word);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw new IllegalArgumentException(
        option + " needs a whole number from " + least + " to " + most + ", not '" + word + "'");
  }
}
