package io.chappe.control;

import io.chappe.config.live.ConfigSources;
import io.chappe.naming.HomeTopics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code chappe.config.internal} says now: the newest record of each key. A topic that was
 * created again takes back nothing by being empty, or a flow that somebody has switched off would
 * begin to copy: what was known of a key is kept, and said, until a record of it comes. For one
 * thread.
 */
final class TopicRecords {
  private static final Logger LOGGER = LoggerFactory.getLogger(TopicRecords.class);

  private static final String OTHERS = "(other keys)";

  private final Map<String, String> overrides = new LinkedHashMap<>();
  private final Map<String, Long> offsets = new HashMap<>();

  /** Those that look like a flow, which no others push out. */
  private final SenselessKeys flows = new SenselessKeys();

  private final SenselessKeys others = new SenselessKeys();
  private final Set<String> kept = new HashSet<>();
  private String topicId = "";
  private boolean readOnce;
  private long newestOffset = -1;

  /**
   * Takes in what was read; a record that is older than what is known of its key is ignored.
   *
   * @param isPlace whether a key is a flow, a cluster or {@code *}
   * @return whether anything is to be looked at
   */
  boolean take(TopicReading reading, Predicate<String> isPlace) {
    if (!reading.complete() && !isOfThisTopic(reading)) {
      return false;
    }
    long before = forgotten();
    boolean changed = reading.complete() && begin(reading);
    for (TopicReading.Entry each : reading.records()) {
      changed |= accept(each, reading.complete(), isPlace);
    }
    return changed || before != forgotten();
  }

  private boolean begin(TopicReading reading) {
    boolean changed = !readOnce || !topicId.equals(reading.topicId());
    if (isAnother(reading)) {
      beginAnew();
      changed = true;
    } else if (!reading.topicId().isEmpty()) {
      changed |= removeMissing(reading);
    }
    flows.countAnew();
    others.countAnew();
    topicId = reading.topicId();
    readOnce = true;
    return changed;
  }

  /** Single records of another topic count once all of that was read. */
  private boolean isOfThisTopic(TopicReading reading) {
    return topicId.isEmpty() || reading.topicId().isEmpty() || topicId.equals(reading.topicId());
  }

  /** Brokers that tell no ids still show another topic by its offsets. */
  private boolean isAnother(TopicReading reading) {
    return readOnce
        && (reading.topicId().isEmpty()
            ? reading.newestOffset() < newestOffset
            : !topicId.equals(reading.topicId()));
  }

  private void beginAnew() {
    kept.addAll(overrides.keySet());
    offsets.clear();
    newestOffset = -1;
    flows.beginAnew();
    others.beginAnew();
    LOGGER.warn(
        "{} was created again: overrides of the one before stay until they are written again:"
            + " kept={}",
        HomeTopics.CONFIG,
        kept.size());
  }

  /** What was removed while nobody read, and is compacted away, removal and all. */
  private boolean removeMissing(TopicReading reading) {
    Set<String> gone = new HashSet<>(overrides.keySet());
    gone.removeAll(kept);
    gone.removeIf(key -> offsets.getOrDefault(key, -1L) > reading.newestOffset());
    reading.records().forEach(each -> gone.remove(each.key()));
    gone.forEach(overrides::remove);
    gone.forEach(key -> senseless(key).remove(key));
    return !gone.isEmpty();
  }

  private boolean accept(
      TopicReading.Entry received, boolean countAnew, Predicate<String> isPlace) {
    newestOffset = Math.max(newestOffset, received.offset());
    String key = received.key();
    Long known = offsets.get(key);
    if (known != null && known >= received.offset()) {
      return false;
    }
    if (isPlace.test(key)) {
      senseless(key).remove(key);
      log(received);
    } else if (!acceptSenseless(received, countAnew, isPlace)) {
      return false;
    }
    offsets.put(key, received.offset());
    kept.remove(key);
    overrides.remove(key);
    if (received.json() != null) {
      overrides.put(key, ConfigSources.cut(received.json()));
    }
    return true;
  }

  /** The log names as many of them as are kept, however many come. */
  private boolean acceptSenseless(
      TopicReading.Entry received, boolean countAnew, Predicate<String> isPlace) {
    String key = received.key();
    SenselessKeys senseless = senseless(key);
    if (received.json() == null) {
      senseless.remove(key);
      if (!overrides.containsKey(key)) {
        return false;
      }
      log(received);
      return true;
    }
    if (senseless.isForgotten(received.offset())) {
      if (countAnew) {
        senseless.countForgotten(key, received.offset());
      }
      return false;
    }
    if (!senseless.isFull()) {
      log(received);
    }
    senseless.add(key, isPlace).ifPresent(this::forget);
    return true;
  }

  private void forget(String key) {
    overrides.remove(key);
    kept.remove(key);
    senseless(key).countForgotten(key, Optional.ofNullable(offsets.remove(key)).orElse(-1L));
  }

  private SenselessKeys senseless(String key) {
    return SenselessKeys.looksLikeAFlow(key) ? flows : others;
  }

  private long forgotten() {
    return flows.forgotten() + others.forgotten();
  }

  private static void log(TopicReading.Entry received) {
    ChangeLogger.taken(received.key(), received.offset(), received.by(), received.json() == null);
  }

  /** The overrides, as JSON objects by key, in the order in which they were written. */
  Map<String, String> overrides() {
    return overrides;
  }

  /** What is to be said of it beside what is wrong with single records, by key. */
  Map<String, List<String>> problems() {
    Map<String, List<String>> problems = new LinkedHashMap<>();
    if (forgotten() > 0) {
      String said =
          "%d more records have keys that are no flow, no cluster and not *: they are left out"
              .formatted(forgotten());
      String named = String.join(", ", flows.firstForgotten());
      problems.put(OTHERS, List.of(named.isEmpty() ? said : said + ", among them " + named));
    }
    kept.forEach(
        key ->
            problems.put(
                key,
                List.of(
                    "%s was created again without this override, which stays as it was: write or remove it, or restart the services to do without"
                        .formatted(HomeTopics.CONFIG))));
    return problems;
  }

  /** Whether a key was no flow, no cluster and not {@code *} when its record came. */
  boolean isSenseless(String key) {
    return senseless(key).contains(key);
  }

  /** Whether all of the topic was read once. */
  boolean isRead() {
    return readOnce;
  }

  /** Id of the topic; empty if nobody knows. */
  String topicId() {
    return topicId;
  }

  /** Offset of the newest record of that topic; -1 if there was none. */
  long newestOffset() {
    return newestOffset;
  }
}
