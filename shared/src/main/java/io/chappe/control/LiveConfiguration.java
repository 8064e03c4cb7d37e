package io.chappe.control;

import io.chappe.config.ChappeConfig;
import io.chappe.config.ConfigMerge;
import io.chappe.config.ConfigSources;
import io.chappe.config.FlowId;
import io.chappe.config.OneLine;
import io.chappe.loop.ServiceLoop;
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
import java.util.function.Supplier;
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

  private static final String NO_KEY = "(no key)";
  private static final String EVERYTHING = "*";
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  /** A record of the topic. */
  private record Change(long offset, String key, String json, String by) {}

  private final FileWatch file;
  private final List<String> warningsAtStart;
  private final UnaryOperator<ChappeConfig> check;
  private final BlockingQueue<Change> inbox = new LinkedBlockingQueue<>();
  private final Map<String, Long> offsets = new HashMap<>();
  private final ServiceLoop loop;
  private volatile Consumer<ChappeConfig> listener = config -> {};
  private volatile Supplier<Progress> progress = () -> Progress.DONE;
  private boolean following;
  private boolean unmerged;
  private volatile State state;
  private volatile AppliedConfiguration reached;
  private ConfigSources wanted;
  private long newestOffset = -1;
  private List<String> fileProblems = List.of();

  private record State(ConfigSources sources, ChappeConfig config, AppliedConfiguration merged) {}

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
    this.warningsAtStart = config.warnings();
    this.state =
        new State(initial, config, new AppliedConfiguration(initial.revision(), -1, "", Map.of()));
    this.reached = state.merged();
    this.loop =
        new ServiceLoop(
            Thread.ofPlatform().daemon().name("chappe-config"),
            this::turn,
            new ApplyingTrouble(),
            List.of());
  }

  /**
   * Begins to follow the sources; once.
   *
   * @param listener applies a new configuration, on this object's thread; must not block for long
   * @param progress how far that has got
   */
  public void start(Consumer<ChappeConfig> listener, Supplier<Progress> progress) {
    this.listener = listener;
    this.progress = progress;
    loop.start();
  }

  /**
   * Takes in a record of the topic; one that is older than what is known of its key is ignored. May
   * be called from any thread, also before the start.
   *
   * @param key null in a record without one, which is refused like other keys that are none
   * @param json null to remove the key's override
   */
  public void take(long offset, String key, String json) {
    take(offset, key, json, WrittenBy.TOPIC);
  }

  /**
   * The same.
   *
   * @param by who wrote it, as {@link WrittenBy#of} says
   */
  public void take(long offset, String key, String json, String by) {
    inbox.add(new Change(offset, key == null ? NO_KEY : shownKey(key), json, by));
  }

  /**
   * A record's key as it stands in logs and in the status: on one line, and not too long. Whoever
   * shows records beside the status needs the same form. No flow, cluster or {@code *} becomes
   * another key.
   */
  public static String shownKey(String key) {
    return OneLine.of(key, OneLine.OF_MESSAGE);
  }

  /** Applies what was taken in before the start, on the caller's thread. */
  public void applyTaken() {
    drain(inbox.poll());
    merge();
  }

  /** What is doubtful in the file and the environment as they were at the start. */
  public List<String> warningsAtStart() {
    return warningsAtStart;
  }

  /** What runs. */
  public ChappeConfig config() {
    return state.config();
  }

  /** What {@link #config} is made of. May hold secrets. */
  public ConfigSources sources() {
    return state.sources();
  }

  /** How many keys of the topic, or the file, hold what can't be applied. */
  public int refusals() {
    return applied().refused().size();
  }

  /**
   * What runs and what was refused, for the status. A change counts when all flows have gone over
   * to it: before that the revision, and the offset, are those of the one before; after a failure
   * the revision stays, and what has failed is among the refused.
   */
  public synchronized AppliedConfiguration applied() {
    AppliedConfiguration merged = state.merged();
    Progress now = progress.get();
    if (!now.underWay()) {
      reached = now.failed().isEmpty() ? merged : failed(merged, now.failed());
    }
    return reached;
  }

  private AppliedConfiguration failed(AppliedConfiguration merged, Map<FlowId, String> failed) {
    Map<String, List<String>> refused = new HashMap<>(merged.refused());
    failed.forEach(
        (flow, reason) -> {
          List<String> problems = new ArrayList<>(refused.getOrDefault(flow.toString(), List.of()));
          problems.add(flow + ": can't be applied: " + reason);
          refused.put(flow.toString(), problems);
        });
    String wantedRevision =
        merged.refusedRevision().isEmpty() ? merged.revision() : merged.refusedRevision();
    return new AppliedConfiguration(reached.revision(), merged.offset(), wantedRevision, refused);
  }

  /** What would come of other sources. */
  public ConfigMerge.Outcome tryOut(ConfigSources other) {
    State now = state;
    return ConfigMerge.merge(now.sources(), now.config(), other, check);
  }

  private Duration turn() throws InterruptedException {
    following = true;
    Change first = inbox.poll(TURN.toMillis(), TimeUnit.MILLISECONDS);
    unmerged |= drain(first);
    unmerged |= lookAtFile();
    if (unmerged) {
      merge();
      unmerged = false;
    }
    return Duration.ZERO;
  }

  /** What is wanted is tried again; until that works, it is among the refused. */
  private final class ApplyingTrouble implements ServiceLoop.Trouble {
    private String last = "";

    @Override
    public void failed(Throwable thrown) {
      if (!thrown.toString().equals(last)) {
        last = thrown.toString();
        LOGGER.error("configuration could not be applied, will retry", thrown);
      }
      State before = state;
      state = new State(before.sources(), before.config(), notAccepted(before.merged(), Map.of()));
    }

    @Override
    public void over() {
      last = "";
      LOGGER.info("configuration can be applied again");
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
      if (next == null && following && System.nanoTime() < deadline) {
        next = pollSoon();
      }
    }
    return changed;
  }

  /** An interrupt ends the waiting, not what has been taken in. */
  private Change pollSoon() {
    try {
      return inbox.poll(TURN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      LOGGER.debug("not waiting for more changes");
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
    ChangeLog.taken(received.key(), received.offset(), received.by(), received.json() == null);
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
    AppliedConfiguration merged =
        new AppliedConfiguration(
            outcome.sources().revision(),
            newestOffset,
            refused.isEmpty() ? "" : wanted.revision(),
            Refusals.shown(refused));
    ChangeLog.refused(before.merged().refused(), merged.refused());
    // Whoever asks must not see the new revision before the flows know that they are to change.
    synchronized (this) {
      if (outcome.config().equals(before.config()) || isAccepted(before, outcome)) {
        state = new State(outcome.sources(), outcome.config(), merged);
      } else {
        state =
            new State(
                before.sources(), before.config(), notAccepted(before.merged(), merged.refused()));
      }
    }
  }

  private boolean isAccepted(State before, ConfigMerge.Outcome next) {
    ChangeLog.changed(before.config(), next.config(), next.sources().revision());
    try {
      listener.accept(next.config());
      return true;
    } catch (RuntimeException | Error e) {
      LOGGER.error("configuration can't be applied", e);
      return false;
    }
  }

  private AppliedConfiguration notAccepted(
      AppliedConfiguration before, Map<String, List<String>> refused) {
    Map<String, List<String>> all = new HashMap<>(refused);
    all.put(EVERYTHING, List.of("can't be applied, the old configuration stays: see the log"));
    return new AppliedConfiguration(before.revision(), newestOffset, wanted.revision(), all);
  }

  @Override
  public void close() {
    loop.end();
    loop.interrupt();
    loop.awaitEnd(CLOSE_LIMIT);
  }
}
