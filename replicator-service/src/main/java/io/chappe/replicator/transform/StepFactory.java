package io.chappe.replicator.transform;

import io.chappe.config.RecordSettings;
import io.chappe.replicator.transform.Step.Reads;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Cast;
import org.apache.kafka.connect.transforms.DropHeaders;
import org.apache.kafka.connect.transforms.ExtractField;
import org.apache.kafka.connect.transforms.Filter;
import org.apache.kafka.connect.transforms.Flatten;
import org.apache.kafka.connect.transforms.HeaderFrom;
import org.apache.kafka.connect.transforms.HoistField;
import org.apache.kafka.connect.transforms.InsertField;
import org.apache.kafka.connect.transforms.InsertHeader;
import org.apache.kafka.connect.transforms.MaskField;
import org.apache.kafka.connect.transforms.ReplaceField;
import org.apache.kafka.connect.transforms.TimestampConverter;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.ValueToKey;
import org.apache.kafka.connect.transforms.predicates.HasHeaderKey;
import org.apache.kafka.connect.transforms.predicates.Predicate;
import org.apache.kafka.connect.transforms.predicates.RecordIsTombstone;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes transformations and predicates of their configuration. Each class stands here by name, so
 * that a native executable has it.
 */
final class StepFactory {
  private static final Logger LOGGER = LoggerFactory.getLogger(StepFactory.class);

  private StepFactory() {}

  /**
   * A configured step.
   *
   * @throws ConfigException if the configuration isn't taken, with a message that names its key
   */
  static Step create(RecordSettings.Transform settings) {
    Transformation<SourceRecord> transformation = transformation(settings.type());
    configure(
        settings.key(),
        settings.properties(),
        settings.secret(),
        transformation,
        transformation.config());
    Optional<Predicate<SourceRecord>> predicate = settings.predicate().map(StepFactory::predicate);
    return new Step(
        settings.key(),
        transformation,
        predicate,
        settings.negate(),
        reads(settings.type()),
        numbers(settings));
  }

  private static Numbers numbers(RecordSettings.Transform settings) {
    Map<String, String> properties = settings.properties();
    String type = simpleName(settings.type());
    return switch (type.substring(0, type.indexOf('$') < 0 ? type.length() : type.indexOf('$'))) {
      case "Flatten" -> new Numbers.Carried();
      case "Cast" -> new Numbers.WorkedOn(castFields(properties.getOrDefault("spec", "")));
      case "MaskField" -> new Numbers.WorkedOn(names(properties.getOrDefault("fields", "")));
      case "TimestampConverter" ->
          new Numbers.WorkedOn(names(properties.getOrDefault("field", "")));
      default -> Numbers.MOVED;
    };
  }

  /** Of {@code field:type,field:type}; none of a type alone. */
  private static Set<String> castFields(String spec) {
    return names(spec).stream()
        .filter(each -> each.contains(":"))
        .map(each -> each.substring(0, each.indexOf(':')).strip())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Set<String> names(String list) {
    return Arrays.stream(list.split(","))
        .map(String::strip)
        .filter(each -> !each.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Predicate<SourceRecord> predicate(RecordSettings.Predicate settings) {
    Predicate<SourceRecord> predicate =
        switch (simpleName(settings.type())) {
          case "HasHeaderKey" -> new HasHeaderKey<>();
          case "RecordIsTombstone" -> new RecordIsTombstone<>();
          case "TopicNameMatches" -> new TopicMatches();
          default -> throw new ConfigException(settings.key() + ": unknown " + settings.type());
        };
    configure(
        settings.key(), settings.properties(), settings.secret(), predicate, predicate.config());
    return predicate;
  }

  private static Transformation<SourceRecord> transformation(String type) {
    return switch (simpleName(type)) {
      case "InsertHeader" -> new InsertHeader<>();
      case "DropHeaders" -> new DropHeaders<>();
      case "HeaderFrom$Key" -> new HeaderFrom.Key<>();
      case "HeaderFrom$Value" -> new HeaderFrom.Value<>();
      case "InsertField$Key" -> new InsertField.Key<>();
      case "InsertField$Value" -> new InsertField.Value<>();
      case "ReplaceField$Key" -> new ReplaceField.Key<>();
      case "ReplaceField$Value" -> new ReplaceField.Value<>();
      case "MaskField$Key" -> new MaskField.Key<>();
      case "MaskField$Value" -> new MaskField.Value<>();
      case "ExtractField$Key" -> new ExtractField.Key<>();
      case "ExtractField$Value" -> new ExtractField.Value<>();
      case "HoistField$Key" -> new HoistField.Key<>();
      case "HoistField$Value" -> new HoistField.Value<>();
      case "Flatten$Key" -> new Flatten.Key<>();
      case "Flatten$Value" -> new Flatten.Value<>();
      case "Cast$Key" -> new Cast.Key<>();
      case "Cast$Value" -> new Cast.Value<>();
      case "TimestampConverter$Key" -> new TimestampConverter.Key<>();
      case "TimestampConverter$Value" -> new TimestampConverter.Value<>();
      case "ValueToKey" -> new ValueToKey<>();
      case "Filter" -> new Filter<>();
      default -> throw new ConfigException("unknown transformation " + type);
    };
  }

  private static String simpleName(String type) {
    return type.substring(type.lastIndexOf('.') + 1);
  }

  private static Reads reads(String type) {
    if (type.endsWith("$Key")) {
      return Reads.KEY;
    }
    return type.endsWith("$Value") || type.endsWith("ValueToKey") ? Reads.VALUE : Reads.NEITHER;
  }

  private static void configure(
      String key,
      Map<String, String> properties,
      boolean secret,
      Configurable configurable,
      ConfigDef known) {
    Map<String, String> own = new HashMap<>(properties);
    // What Kafka reads from any of its configurations, config.providers above all, is no property
    // of a step: it would fill in what ${..} names.
    own.keySet().retainAll(known.names());
    try {
      configurable.configure(own);
    } catch (KafkaException e) {
      // Kafka's message repeats the value.
      throw new ConfigException(
          key + ": " + (secret ? "has a property that isn't valid" : e.getMessage()));
    }
    TreeSet<String> unknown = new TreeSet<>(properties.keySet());
    unknown.removeAll(known.names());
    unknown.forEach(
        name -> LOGGER.warn("configuration: {}.{} is not known and ignored", key, name));
  }
}
