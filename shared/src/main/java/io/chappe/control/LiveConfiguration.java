package io.chappe.control;

import io.chappe.config.ChappeConfig;
import io.chappe.config.OneLine;
import io.chappe.config.live.ConfigMerge;
import io.chappe.config.live.ConfigSources;
import io.chappe.loop.ServiceLoop;
import io.chappe.naming.FlowId;
import io.chappe.status.AppliedConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
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

  private final FileWatch file;
  private final List<String> warningsAtStart;
  private final UnaryOperator<ChappeConfig> check;
  private final ReadingInbox inbox = new ReadingInbox(TURN, LONGEST_WAIT);
  private final TopicRecords topic = new TopicRecords();
  private final HeldFlows held = new HeldFlows();
  private final ServiceLoop loop;
  private volatile Consumer<ChappeConfig> listener = config -> {};
  private volatile Supplier<Progress> progress = () -> Progress.DONE;
  private boolean unmerged;
  private boolean knowsTopic;
  private volatile State state;
  private volatile AppliedConfiguration reached;
  private volatile ConfigSources wanted;
  private Predicate<String> places;
  private List<String> fileProblems = List.of();
  private List<String> fileWarnings;

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
    this.places = initial.places();
    this.warningsAtStart = config.warnings();
    this.fileWarnings = warningsAtStart;
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
    take(
        new TopicReading(
            "", false, List.of(new TopicReading.Entry(offset, key, json, WrittenBy.TOPIC))));
  }

  /** The same for records that were read together. */
  public void take(TopicReading read) {
    inbox.add(
        new TopicReading(
            read.topicId(),
            read.complete(),
            read.records().stream()
                .map(
                    each ->
                        new TopicReading.Entry(
                            each.offset(),
                            each.key() == null ? NO_KEY : shownKey(each.key()),
                            each.json(),
                            each.by()))
                .toList()));
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
    inbox.takePresent(this::accept);
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

  /**
   * What stands in the topic, as JSON objects by key, whether it runs or was refused. May hold
   * secrets.
   */
  public Map<String, String> written() {
    return wanted.overrides();
  }

  /** Whether a record of the topic was taken in, whether or not all flows have gone over to it. */
  public boolean knows(String topicId, long offset) {
    return state.merged().covers(topicId, offset);
  }

  /** Whether a revision is the newest here: what runs, or what flows are going over to. */
  public boolean isNewest(String revision) {
    AppliedConfiguration merged = state.merged();
    AppliedConfiguration runs = applied();
    return revision.equals(merged.revision())
        || (revision.equals(runs.revision()) && runs.covers(merged.topicId(), merged.offset()));
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
    return new AppliedConfiguration(
        reached.revision(), merged.topicId(), merged.offset(), wantedRevision, refused);
  }

  /** What would come of other sources. */
  public ConfigMerge.Outcome tryOut(ConfigSources other) {
    State now = state;
    return ConfigMerge.merge(now.sources(), now.config(), other, check);
  }

  private Duration turn() throws InterruptedException {
    inbox.takeSoon(this::accept);
    unmerged |= lookAtFile();
    if (unmerged) {
      merge();
      unmerged = false;
    }
    return Duration.ZERO;
  }

  private void accept(TopicReading read) {
    if (topic.take(read, places)) {
      wanted = wanted.withOverrides(topic.overrides());
      unmerged = true;
    }
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

  private boolean lookAtFile() {
    return file.look()
        .map(
            found -> {
              fileProblems = found.problems();
              if (fileProblems.isEmpty()) {
                ChangeLogger.doubtful(fileWarnings, found.warnings());
                fileWarnings = found.warnings();
                wanted = wanted.withFile(found.lines());
                places = wanted.places();
              }
              return true;
            })
        .orElse(false);
  }

  private void merge() {
    State before = state;
    ConfigMerge.Outcome outcome =
        ConfigMerge.merge(before.sources(), before.config(), wanted, check);
    if (!knowsTopic) {
      outcome = held.hold(outcome, wanted, check);
      knowsTopic = topic.isRead();
    }
    Map<String, List<String>> refused = new LinkedHashMap<>(topic.problems());
    refused.putAll(held.explained(outcome.refused()));
    if (!fileProblems.isEmpty()) {
      refused.put(ConfigMerge.FILE, fileProblems);
    }
    AppliedConfiguration merged =
        new AppliedConfiguration(
            outcome.sources().revision(),
            topic.topicId(),
            topic.newestOffset(),
            refused.isEmpty() ? "" : wanted.revision(),
            ShownRefusals.shown(refused, key -> topic.isSenseless(key) && !places.test(key)));
    ChangeLogger.refused(before.merged().refused(), merged.refused());
    // Whoever asks must not see the new revision before the flows know that they are to change.
    synchronized (this) {
      if (outcome.config().equals(before.config()) || applied(before, outcome)) {
        state = new State(outcome.sources(), outcome.config(), merged);
      } else {
        state =
            new State(
                before.sources(), before.config(), notAccepted(before.merged(), merged.refused()));
      }
    }
  }

  /** Makes what runs go over to the next configuration; false if it can't, which is logged. */
  private boolean applied(State before, ConfigMerge.Outcome next) {
    ChangeLogger.changed(before.config(), next.config(), next.sources().revision());
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
    return new AppliedConfiguration(
        before.revision(), topic.topicId(), topic.newestOffset(), wanted.revision(), all);
  }

  @Override
  public void close() {
    loop.end();
    loop.interrupt();
    loop.awaitEnd(CLOSE_LIMIT);
  }
}
