package io.chappe.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chappe.lag.LagSum;
import io.chappe.offsetmap.OffsetMapCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The JSON of {@code chappe.status.internal}. Written field by field, so that it works without
 * reflection; fields that a reader doesn't know are skipped, missing ones are 0, empty or false.
 */
public final class StatusCodec {
  private static final JsonMapper MAPPER = new JsonMapper();

  private StatusCodec() {}

  /** The record of the instance as a whole: everything but its flows. */
  public static String write(InstanceStatus status) {
    return instance(status).toString();
  }

  /** The same as a tree, for who wants to add to it. */
  public static ObjectNode instance(InstanceStatus status) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("service", status.service());
    json.put("instance", status.instance());
    json.put("version", status.version());
    json.put("published", status.published().toString());
    json.put("intervalMs", status.interval().toMillis());
    AppliedConfiguration applied = status.configuration();
    json.put("revision", applied.revision());
    json.put("configTopic", applied.topicId());
    json.put("configOffset", applied.offset());
    json.put("refusedRevision", applied.refusedRevision());
    // So that a later version may write what not every earlier one reads: see OffsetMapCodec.
    json.putObject("reads").put("offset-map", OffsetMapCodec.VALUE_VERSION);
    ObjectNode refused = json.putObject("refused");
    applied
        .refused()
        .forEach((source, problems) -> problems.forEach(refused.putArray(source)::add));
    return json;
  }

  /** The record of one flow in one instance. */
  public static String write(FlowReport report) {
    return flow(report).toString();
  }

  /** The same as a tree, for who wants to add to it. */
  public static ObjectNode flow(FlowReport report) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("state", report.state().name());
    json.put("paused", report.paused());
    json.put("lastError", report.lastError());
    report.lastErrorAt().ifPresent(at -> json.put("lastErrorAt", at.toString()));
    ObjectNode failures = json.putObject("failures");
    report.failures().forEach((subject, each) -> write(each, failures.putObject(subject)));
    ObjectNode partitions = json.putObject("partitions");
    report.partitions().forEach((state, count) -> partitions.put(state, count));
    ArrayNode unwell = json.putArray("unwell");
    for (FlowReport.Unwell each : report.unwell()) {
      // The line is called reason there since the first version: the word stands in the failure.
      ObjectNode partition =
          unwell
              .addObject()
              .put("partition", each.partition())
              .put("state", each.state())
              .put("reason", each.reason());
      each.failure().ifPresent(failure -> write(failure, partition.putObject("failure")));
    }
    json.put("recordsPerSecond", report.recordsPerSecond());
    json.put("bytesPerSecond", report.bytesPerSecond());
    write(report.lag(), json);
    ArrayNode topics = json.putArray("topics");
    for (FlowReport.TopicReport each : report.topics()) {
      ObjectNode topic = topics.addObject().put("topic", each.topic());
      each.partitions().forEach(topic.putArray("partitions")::add);
      write(each.lag(), topic);
    }
    ObjectNode details = json.putObject("details");
    report.details().forEach(details::put);
    return json;
  }

  private static void write(FailureWords failure, ObjectNode json) {
    json.put("reason", failure.reason());
    json.put("message", failure.message());
    json.put("remedy", failure.remedy());
  }

  private static FailureWords failure(JsonNode json) {
    return new FailureWords(
        json.path("reason").asText(), json.path("message").asText(), json.path("remedy").asText());
  }

  /** What isn't known is left out. */
  private static void write(LagSum lag, ObjectNode json) {
    lag.records().ifPresent(records -> json.put("lagRecords", records));
    lag.seconds().ifPresent(seconds -> json.put("lagSeconds", seconds));
    lag.heldBack().ifPresent(records -> json.put("heldBackRecords", records));
    json.put("heldBackSeconds", lag.heldForMs() / 1_000.0);
    json.put("lagUnknownPartitions", lag.unknown());
    lag.unknownSinceMs()
        .ifPresent(ms -> json.put("lagUnknownSince", Instant.ofEpochMilli(ms).toString()));
  }

  private static LagSum lag(JsonNode json) {
    return new LagSum(
        number(json.path("lagRecords")),
        number(json.path("heldBackRecords")),
        (long) (json.path("heldBackSeconds").asDouble() * 1_000),
        json.path("lagSeconds").isNumber()
            ? OptionalDouble.of(json.path("lagSeconds").asDouble())
            : OptionalDouble.empty(),
        json.path("lagUnknownPartitions").asInt(),
        instant(json.path("lagUnknownSince"))
            .map(since -> OptionalLong.of(since.toEpochMilli()))
            .orElseGet(OptionalLong::empty));
  }

  private static OptionalLong number(JsonNode json) {
    return json.isNumber() ? OptionalLong.of(json.asLong()) : OptionalLong.empty();
  }

  /** Reads the record of an instance, without flows; empty if it is none. */
  public static Optional<InstanceStatus> readInstance(String text) {
    return tree(text)
        .map(
            json ->
                new InstanceStatus(
                    json.path("service").asText(),
                    json.path("instance").asText(),
                    json.path("version").asText(),
                    instant(json.path("published")).orElse(Instant.EPOCH),
                    Duration.ofMillis(json.path("intervalMs").asLong()),
                    new AppliedConfiguration(
                        json.path("revision").asText(),
                        json.path("configTopic").asText(),
                        json.path("configOffset").asLong(-1),
                        json.path("refusedRevision").asText(),
                        refused(json.path("refused"))),
                    Map.of()));
  }

  /** Reads the record of a flow; empty if it is none. */
  public static Optional<FlowReport> readFlow(String text) {
    return tree(text)
        .flatMap(json -> state(json.path("state")).map(state -> readFlow(json, state)));
  }

  private static FlowReport readFlow(JsonNode json, FlowStatus.State state) {
    Map<String, FailureWords> failures = new LinkedHashMap<>();
    json.path("failures")
        .properties()
        .forEach(each -> failures.put(each.getKey(), failure(each.getValue())));
    Map<String, Integer> partitions = new LinkedHashMap<>();
    json.path("partitions")
        .properties()
        .forEach(each -> partitions.put(each.getKey(), each.getValue().asInt()));
    List<FlowReport.Unwell> unwell = new ArrayList<>();
    for (JsonNode each : json.path("unwell")) {
      unwell.add(
          new FlowReport.Unwell(
              each.path("partition").asText(),
              each.path("state").asText(),
              each.path("reason").asText(),
              each.path("failure").isObject()
                  ? Optional.of(failure(each.path("failure")))
                  : Optional.empty()));
    }
    List<FlowReport.TopicReport> topics = new ArrayList<>();
    for (JsonNode each : json.path("topics")) {
      List<Integer> numbers = new ArrayList<>();
      each.path("partitions").forEach(number -> numbers.add(number.asInt()));
      topics.add(new FlowReport.TopicReport(each.path("topic").asText(), numbers, lag(each)));
    }
    Map<String, String> details = new LinkedHashMap<>();
    json.path("details")
        .properties()
        .forEach(each -> details.put(each.getKey(), each.getValue().asText()));
    return new FlowReport(
        state,
        json.path("paused").asBoolean(),
        json.path("lastError").asText(),
        instant(json.path("lastErrorAt")),
        failures,
        partitions,
        unwell,
        json.path("recordsPerSecond").asDouble(),
        json.path("bytesPerSecond").asDouble(),
        lag(json),
        topics,
        details);
  }

  private static Map<String, List<String>> refused(JsonNode json) {
    Map<String, List<String>> refused = new LinkedHashMap<>();
    json.properties()
        .forEach(
            each -> {
              List<String> problems = new ArrayList<>();
              each.getValue().forEach(problem -> problems.add(problem.asText()));
              refused.put(each.getKey(), List.copyOf(problems));
            });
    return refused;
  }

  private static Optional<JsonNode> tree(String text) {
    try {
      JsonNode json = MAPPER.readTree(text);
      return json.isObject() ? Optional.of(json) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static Optional<FlowStatus.State> state(JsonNode json) {
    for (FlowStatus.State each : FlowStatus.State.values()) {
      if (each.name().equals(json.asText())) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  private static Optional<Instant> instant(JsonNode json) {
    try {
      return json.isTextual() ? Optional.of(Instant.parse(json.asText())) : Optional.empty();
    } catch (java.time.format.DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
