package io.chappe.heartbeat.api.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.chappe.config.OneLine;
import io.chappe.config.live.ConfigMerge;
import io.chappe.config.live.ShownOverride;
import io.chappe.control.ConfigWriter;
import io.chappe.control.LiveConfiguration;
import io.chappe.heartbeat.api.problem.Problem;
import io.chappe.heartbeat.api.problem.ProblemException;
import io.chappe.heartbeat.api.problem.ProblemLines;
import io.chappe.heartbeat.view.Change;
import io.chappe.naming.FlowId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes the configuration through {@code chappe.config.internal}, one change at a time, each made
 * from what the topic holds: whether that runs here or was refused, and whoever wrote it.
 */
final class Changes {
  private static final Logger LOGGER = LoggerFactory.getLogger(Changes.class);
  private static final Duration TURN_LIMIT = Duration.ofSeconds(10);
  private static final Duration APPLY_LIMIT = Duration.ofSeconds(3);
  private static final long LOOK_MILLIS = 25;
  private static final String PAUSED = "paused";
  private static final JsonMapper MAPPER = new JsonMapper();

  private final LiveConfiguration live;
  private final ConfigWriter writer;
  private final Effects effects;
  private final ReentrantLock turn = new ReentrantLock(true);

  Changes(LiveConfiguration live, ConfigWriter writer, Effects effects) {
    this.live = live;
    this.writer = writer;
    this.effects = effects;
  }

  /**
   * A wish.
   *
   * @param key flow, cluster or {@code *}
   * @param ifRevision made from what this revision was; empty for whatever runs
   * @param by who wishes it
   * @param dryRun whether only to say what would come of it
   */
  record Wish(
      String key, ConfigurationEdit edit, Optional<String> ifRevision, String by, boolean dryRun) {}

  /**
   * What came of it.
   *
   * @param change offset -1 if it was a dry run
   * @param from the revision that it was made from
   * @param revision what runs with it
   * @param effects what it does to flows
   */
  record Made(Change change, String from, String revision, List<FlowEffect> effects) {}

  /** What a header {@code If-Match} says; null if there is none. */
  static Optional<String> revision(String ifMatch) {
    return Optional.ofNullable(ifMatch).map(text -> text.replace("\"", "").strip());
  }

  /**
   * Makes the change, or throws a {@link ProblemException}. Waits until it is written, and for some
   * seconds until this instance runs it.
   */
  Made make(Wish wish) throws InterruptedException {
    if (!turn.tryLock(TURN_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw ProblemException.unavailable("Other changes are under way: try again.");
    }
    try {
      return makeInTurn(wish);
    } finally {
      turn.unlock();
    }
  }

  /** Has a flow go on: whatever paused it. */
  ConfigurationEdit resumption(FlowId flow) {
    ConfigurationEdit unset = new ConfigurationEdit.Properties(Map.of(), List.of(PAUSED));
    ConfigMerge.Outcome outcome =
        live.tryOut(
            live.sources()
                .withOverride(
                    flow.toString(), unset.apply(override(flow.toString())).orElse(null)));
    boolean stillPaused =
        outcome.config().flows().stream()
            .anyMatch(each -> each.id().equals(flow) && each.copy().paused());
    return stillPaused
        ? new ConfigurationEdit.Properties(Map.of(PAUSED, BooleanNode.FALSE), List.of())
        : unset;
  }

  private Made makeInTurn(Wish wish) throws InterruptedException {
    String runs = live.applied().revision();
    AtomicReference<List<FlowEffect>> foretold = new AtomicReference<>(List.of());
    UnaryOperator<Optional<String>> edit =
        before -> {
          Optional<String> json = wish.edit().apply(before.flatMap(Changes::object));
          refuseHidden(wish.key(), json);
          foretold.set(effects(wish.key(), json));
          return json;
        };
    return switch (answer(wish, edit)) {
      case ConfigWriter.Answer.Accepted accepted -> {
        if (!wish.dryRun()) {
          LOGGER.info(
              "configuration written: by={} key={} offset={} revision={}",
              wish.by(),
              wish.key(),
              accepted.offset(),
              accepted.revision());
          awaitApplied(accepted);
        }
        Change change =
            new Change(
                accepted.offset(),
                Instant.now(),
                wish.key(),
                accepted.json(),
                wish.by(),
                Change.Before.of(accepted.before()));
        yield new Made(change, runs, accepted.revision(), foretold.get());
      }
      case ConfigWriter.Answer.Refused refused -> throw senseless(wish, refused.problems());
      case ConfigWriter.Answer.Changed changed -> throw changedMeanwhile(wish, changed.revision());
      case ConfigWriter.Answer.Busy busy ->
          throw ProblemException.unavailable("Other changes are under way: try again.");
      case ConfigWriter.Answer.Unreachable unreachable ->
          throw ProblemException.unavailable(
              "The home cluster can't be written to: " + unreachable.reason());
    };
  }

  private List<FlowEffect> effects(String key, Optional<String> json) {
    return effects.between(
        live.config(), live.tryOut(live.sources().withOverride(key, json.orElse(null))).config());
  }

  private static ProblemException senseless(Wish wish, List<String> problems) {
    if (!wish.dryRun()) {
      LOGGER.warn(
          "change refused: by={} key={} reason={}",
          wish.by(),
          OneLine.of(wish.key(), OneLine.OF_MESSAGE),
          OneLine.of(String.join("; ", problems), OneLine.OF_MESSAGE));
    }
    return ProblemException.of(
        ProblemException.BAD_REQUEST,
        "The change makes no sense; nothing was changed",
        ProblemLines.read(wish.key(), problems));
  }

  /** What makes no sense as far as is known here, is no work for the home cluster. */
  private ConfigWriter.Answer answer(Wish wish, UnaryOperator<Optional<String>> edit)
      throws InterruptedException {
    if (wish.ifRevision().filter(wanted -> !live.isNewest(wanted)).isPresent()) {
      return new ConfigWriter.Answer.Changed(live.applied().revision());
    }
    ConfigWriter.Answer tried =
        writer.dryRun(wish.key(), edit.apply(Optional.ofNullable(live.written().get(wish.key()))));
    return wish.dryRun() || tried instanceof ConfigWriter.Answer.Refused
        ? tried
        : writer.write(wish.key(), edit, wish.ifRevision(), wish.by());
  }

  private static ProblemException changedMeanwhile(Wish wish, String revision) {
    return ProblemException.of(
        ProblemException.PRECONDITION_FAILED,
        "Changed meanwhile",
        List.of(
            Problem.Error.of(
                "If-Match",
                wish.ifRevision().orElse(""),
                "the configuration was changed meanwhile, to revision %s: look at it and try again"
                    .formatted(revision))));
  }

  private Optional<ObjectNode> override(String key) {
    return Optional.ofNullable(live.written().get(key)).flatMap(Changes::object);
  }

  /** The object; empty if it is none. */
  static Optional<ObjectNode> object(String json) {
    try {
      return MAPPER.readTree(json) instanceof ObjectNode object
          ? Optional.of(object)
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** What is shown in the place of a secret must not become its value. */
  private static void refuseHidden(String key, Optional<String> json) {
    List<Problem.Error> errors =
        json.flatMap(Changes::object).stream()
            .flatMap(object -> object.properties().stream())
            .filter(each -> each.getValue().equals(TextNode.valueOf(ShownOverride.HIDDEN)))
            .map(
                each ->
                    Problem.Error.of(
                        key + "." + each.getKey(),
                        ShownOverride.HIDDEN,
                        "this stands for a value that isn't shown: write the value itself, or change"
                            + " other properties by PATCH"))
            .toList();
    if (!errors.isEmpty()) {
      throw ProblemException.of(ProblemException.BAD_REQUEST, "Makes no sense", errors);
    }
  }

  private void awaitApplied(ConfigWriter.Answer.Accepted written) throws InterruptedException {
    long deadline = System.nanoTime() + APPLY_LIMIT.toNanos();
    while (!live.applied().covers(written.topicId(), written.offset())
        && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }
}
