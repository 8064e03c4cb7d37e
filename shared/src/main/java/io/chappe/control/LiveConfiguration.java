package io.chappe.control;

import io.chappe.config.ChappeConfig;
import io.chappe.config.ConfigMerge;
import io.chappe.config.ConfigSources;
import io.chappe.config.EffectiveConfiguration;
import io.chappe.status.AppliedConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration as it is now. Owns one thread, {@code chappe-config}, which looks at the file,
 * takes in records of {@code chappe.config.internal} and has a listener apply what comes of it: a
 * quarter of a second after a change, a second at most while changes follow one another.
 */
public final class LiveConfiguration implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(LiveConfiguration.class);
  private static final Duration TURN = Duration.ofMillis(150);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  /** A flow that goes has more, and its end says it all. */
  private static final int MOST_SHOWN = 20;

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  /** A record of the topic. */
  private record Change(long offset, String key, String json) {}

  private final FileWatch file;
  private final UnaryOperator<ChappeConfig> check;
  private final BlockingQueue<Change> inbox = new LinkedBlockingQueue<>();
  private final Map<String, Long> offsets = new HashMap<>();
  private final Thread thread;
  private volatile Consumer<ChappeConfig> listener = config -> {};
  private volatile boolean closed;
  private volatile State state;
  private ConfigSources wanted;
  private long newestOffset = -1;
  private List<String> fileProblems = List.of();

  private record State(ConfigSources sources, ChappeConfig config, AppliedConfiguration applied) {}

  /**
   * @param file the properties file
   * @param initial what runs at the start: the file and the environment
   * @param config the configuration of {@code initial}
   * @param check looks further at a new configuration; throws {@code ConfigurationException}
   */
  public LiveConfiguration(
      Path file, ConfigSources initial, ChappeConfig config, UnaryOperator<ChappeConfig> check) {
    this.file = new FileWatch(file);
    this.check = check;
    this.wanted = initial;
    this.state =
        new State(initial, config, new AppliedConfiguration(initial.revision(), -1, "", Map.of()));
    this.thread = Thread.ofPlatform().daemon().name("chappe-config").unstarted(this::run);
  }

  /**
   * Begins to follow the sources; once.
   *
   * @param listener applies a new configuration, on this object's thread; must not block for long
   */
  public void start(Consumer<ChappeConfig> listener) {
    this.listener = listener;
    thread.start();
  }

  /**
   * Takes in a record of the topic; one that is older than what is known of its key is ignored. May
   * be called from any thread, also before the start.
   *
   * @param json null to remove the key's override
   */
  public void take(long offset, String key, String json) {
    inbox.add(new Change(offset, key, json));
  }

  /** Applies what was taken in before the start, on the caller's thread. */
  public void applyTaken() {
    drain(inbox.poll());
    merge();
  }

  /** What runs. */
  public ChappeConfig config() {
    return state.config();
  }

  /** What {@link #config} is made of. May hold secrets. */
  public ConfigSources sources() {
    return state.sources();
  }

  /** What runs and what was refused, for the status. */
  public AppliedConfiguration applied() {
    return state.applied();
  }

  /** What would come of other sources. */
  public ConfigMerge.Outcome tryOut(ConfigSources other) {
    State now = state;
    return ConfigMerge.merge(now.sources(), now.config(), other, check);
  }

  private void run() {
    while (!closed) {
      try {
        Change first = inbox.poll(TURN.toMillis(), TimeUnit.MILLISECONDS);
        boolean changed = drain(first) | lookAtFile();
        if (changed) {
          merge();
        }
      } catch (InterruptedException e) {
        LOGGER.debug("interrupted");
      } catch (RuntimeException e) {
        LOGGER.error("configuration could not be applied", e);
      }
    }
  }

  /** Takes all that is there, and what comes right after it. */
  private boolean drain(Change first) {
    boolean changed = false;
    long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
    Change next = first;
    while (next != null) {
      changed |= accept(next);
      next = inbox.poll();
      if (next == null && thread.isAlive() && System.nanoTime() < deadline) {
        next = pollSoon();
      }
    }
    return changed;
  }

  private Change pollSoon() {
    try {
      return inbox.poll(TURN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private boolean accept(Change received) {
    newestOffset = Math.max(newestOffset, received.offset());
    Long known = offsets.get(received.key());
    if (known != null && known >= received.offset()) {
      return false;
    }
    offsets.put(received.key(), received.offset());
    wanted = wanted.withOverride(received.key(), received.json());
    return true;
  }

  private boolean lookAtFile() {
    return file.look()
        .map(
            found -> {
              fileProblems = found.problems();
              if (fileProblems.isEmpty()) {
                wanted = wanted.withFile(found.lines());
              }
              return true;
            })
        .orElse(false);
  }

  private void merge() {
    State before = state;
    ConfigMerge.Outcome outcome =
        ConfigMerge.merge(before.sources(), before.config(), wanted, check);
    Map<String, List<String>> refused = new LinkedHashMap<>(outcome.refused());
    if (!fileProblems.isEmpty()) {
      refused.put(ConfigMerge.FILE, fileProblems);
    }
    AppliedConfiguration applied =
        new AppliedConfiguration(
            outcome.sources().revision(),
            newestOffset,
            refused.isEmpty() ? "" : wanted.revision(),
            refused);
    state = new State(outcome.sources(), outcome.config(), applied);
    logRefused(before.applied().refused(), refused);
    if (!outcome.config().equals(before.config())) {
      logChanged(before.config(), outcome.config(), applied.revision());
      listener.accept(outcome.config());
    }
  }

  private static void logRefused(
      Map<String, List<String>> before, Map<String, List<String>> refused) {
    refused.forEach(
        (source, problems) -> {
          if (!problems.equals(before.get(source))) {
            problems.forEach(
                problem ->
                    LOGGER.warn(
                        "configuration change refused, the old one stays: source={} reason={}",
                        source,
                        problem));
          }
        });
  }

  private static void logChanged(ChappeConfig before, ChappeConfig now, String revision) {
    List<String> lines = new ArrayList<>(EffectiveConfiguration.lines(now));
    lines.removeAll(EffectiveConfiguration.lines(before));
    List<String> gone = new ArrayList<>(EffectiveConfiguration.lines(before));
    gone.removeAll(EffectiveConfiguration.lines(now));
    LOGGER.info("configuration changed: revision={} lines={}", revision, lines.size());
    if (gone.size() < MOST_SHOWN) {
      gone.forEach(line -> LOGGER.info("configuration before: {}", line));
    }
    lines.forEach(line -> LOGGER.info("configuration: {}", line));
    List<String> warnings = new ArrayList<>(now.warnings());
    warnings.removeAll(before.warnings());
    warnings.forEach(warning -> LOGGER.warn("configuration: {}", warning));
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(CLOSE_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
