package io.chappe.heartbeat.api.change;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chappe.heartbeat.api.problem.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Some properties of an override: to be set, and to be taken back.
 *
 * @param set values by property; null stands for "as if nobody had set it"
 * @param unset properties that the override is to say nothing of any more
 */
@Schema(description = "Properties to set, and properties to take back.")
record PropertiesBody(
    @Schema(description = "Values by property; null: as if nobody had set it.")
        Map<String, JsonNode> set,
    @Schema(description = "Properties to take back.") List<String> unset) {
  private static final int DEEPEST = 4;
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  static ConfigurationEdit.Properties read(String body) {
    try {
      if (MAPPER.readTree(body) instanceof ObjectNode object && isWellFormed(object)) {
        Map<String, JsonNode> set = new LinkedHashMap<>();
        object.path("set").properties().forEach(each -> set.put(each.getKey(), each.getValue()));
        List<String> unset = new ArrayList<>();
        object.path("unset").forEach(each -> unset.add(each.asText()));
        return new ConfigurationEdit.Properties(set, unset);
      }
    } catch (JsonProcessingException e) {
      // Told below. The parser's message may quote the text, which may hold a secret.
    }
    throw ProblemException.badRequest(
        "body",
        null,
        "must be a JSON object such as {\"set\": {\"topics\": \"orders.*\"}, \"unset\":"
            + " [\"paused\"]}, with each property once");
  }

  private static boolean isWellFormed(ObjectNode object) {
    JsonNode set = object.path("set");
    JsonNode unset = object.path("unset");
    boolean known =
        object.properties().stream()
            .allMatch(each -> each.getKey().equals("set") || each.getKey().equals("unset"));
    boolean names = true;
    for (JsonNode each : unset) {
      names &= each.isTextual();
    }
    return known
        && !object.isEmpty()
        && (set.isMissingNode() || set.isObject())
        && (unset.isMissingNode() || unset.isArray())
        && names;
  }
}
