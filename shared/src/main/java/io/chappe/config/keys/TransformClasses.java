package io.chappe.config.keys;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Kafka Connect's own transformations and predicates, as far as they make sense here. */
public final class TransformClasses {
  /** Class names of transformations. */
  public static final Set<String> TRANSFORMS =
      names(
          "org.apache.kafka.connect.transforms.",
          "InsertHeader",
          "DropHeaders",
          "HeaderFrom$Key",
          "HeaderFrom$Value",
          "InsertField$Key",
          "InsertField$Value",
          "ReplaceField$Key",
          "ReplaceField$Value",
          "MaskField$Key",
          "MaskField$Value",
          "ExtractField$Key",
          "ExtractField$Value",
          "HoistField$Key",
          "HoistField$Value",
          "Flatten$Key",
          "Flatten$Value",
          "Cast$Key",
          "Cast$Value",
          "TimestampConverter$Key",
          "TimestampConverter$Value",
          "ValueToKey",
          "Filter");

  /** Class names of predicates. */
  public static final Set<String> PREDICATES =
      names(
          "org.apache.kafka.connect.transforms.predicates.",
          "HasHeaderKey",
          "RecordIsTombstone",
          "TopicNameMatches");

  private TransformClasses() {}

  private static Set<String> names(String prefix, String... names) {
    Set<String> all = new LinkedHashSet<>();
    Arrays.stream(names).forEach(name -> all.add(prefix + name));
    return Collections.unmodifiableSet(all);
  }

  /** Why {@code type} can't be used, to follow its key; empty if it is in {@code known}. */
  public static Optional<String> refusal(String type, Set<String> known) {
    if (known.contains(type)) {
      return Optional.empty();
    }
    String simple = type.substring(type.lastIndexOf('.') + 1);
    if (simple.equals("RegexRouter")) {
      return Optional.of("a transform can't change the topic: rename topics with topics.rename");
    }
    if (simple.equals("TimestampRouter")) {
      return Optional.of("a transform can't change the topic: a topic has one remote topic here");
    }
    if (simple.startsWith("SetSchemaMetadata")) {
      return Optional.of("records have no schema here: remove it");
    }
    return Optional.of("must be one of " + String.join(", ", known));
  }
}
