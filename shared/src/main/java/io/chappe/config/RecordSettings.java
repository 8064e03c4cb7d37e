package io.chappe.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a flow does to records on their way.
 *
 * @param transforms Kafka Connect's transformations, in order
 * @param tolerateErrors whether a record that a transformation fails on is left out; otherwise its
 *     partition stops
 * @param provenance whether records get headers that tell where they came from, and are not copied
 *     to clusters that they have been on
 * @param deadLetters where records go that can't be copied; if empty, they stop their partition
 */
public record RecordSettings(
    List<Transform> transforms,
    boolean tolerateErrors,
    boolean provenance,
    Optional<DeadLetterSettings> deadLetters) {
  /** Records stay as they are. */
  public static final RecordSettings NONE =
      new RecordSettings(List.of(), false, false, Optional.empty());

  public RecordSettings {
    transforms = List.copyOf(transforms);
  }

  /** Whether batches can be carried without being opened. */
  public boolean changesNothing() {
    return transforms.isEmpty() && !provenance;
  }

  /**
   * A transformation.
   *
   * @param key where it is configured, as {@code us->eu.transforms.mask}, for messages
   * @param type name of its class
   * @param properties its own properties
   * @param secret whether a config provider filled in some of them, so that they mustn't be shown
   * @param predicate which records it is for; empty for all
   * @param negate whether it is for those that the predicate is false of
   */
  public record Transform(
      String key,
      String type,
      Map<String, String> properties,
      boolean secret,
      Optional<Predicate> predicate,
      boolean negate) {

    /** One of which all stands in the file. */
    public Transform(
        String key,
        String type,
        Map<String, String> properties,
        Optional<Predicate> predicate,
        boolean negate) {
      this(key, type, properties, false, predicate, negate);
    }
  }

  /**
   * A predicate.
   *
   * @param key where it is configured, as {@code us->eu.predicates.tombstone}, for messages
   * @param type name of its class
   * @param properties its own properties
   * @param secret whether a config provider filled in some of them, so that they mustn't be shown
   */
  public record Predicate(String key, String type, Map<String, String> properties, boolean secret) {

    /** One of which all stands in the file. */
    public Predicate(String key, String type, Map<String, String> properties) {
      this(key, type, properties, false);
    }
  }
}
