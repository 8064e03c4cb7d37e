package io.chappe.checkpoint.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** The translation of offsets, over HTTP. Nothing is changed by asking. */
@Path("/translate")
@Produces(MediaType.APPLICATION_JSON)
public class TranslateResource {
  private static final String ANSWER = "Where to read on. Nothing is missed from there.";
  private static final String BAD = "A parameter is missing or makes no sense.";
  private static final String UNKNOWN = "No such flow, topic, partition or group.";
  private static final String NOT_NOW =
      "The offset map is still being read, or the target doesn't answer; see Retry-After.";

  private final FlowQueries flows;
  private final ObjectMapper json;

  TranslateResource(FlowQueries flows, ObjectMapper json) {
    this.flows = flows;
    this.json = json;
  }

  /** Translates one offset, or those of a group. */
  @GET
  @Operation(
      operationId = "translate",
      summary = "Translate an offset, or what a consumer group has committed",
      description =
          "For an offset: flow, topic, partition, offset. For a group: flow, group, and topic and"
              + " partition for some of its offsets only. Works while the source is down; a group's"
              + " offsets are then those of its newest checkpoints.")
  @APIResponse(
      responseCode = "200",
      description = ANSWER,
      content = @Content(schema = @Schema(implementation = Translations.class)))
  @APIResponse(
      responseCode = "400",
      description = BAD,
      content =
          @Content(
              mediaType = ProblemMapper.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  @APIResponse(
      responseCode = "404",
      description = UNKNOWN,
      content =
          @Content(
              mediaType = ProblemMapper.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  @APIResponse(
      responseCode = "503",
      description = NOT_NOW,
      content =
          @Content(
              mediaType = ProblemMapper.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  public Translations translate(
      @Parameter(description = "Source and target.", example = "us->eu", required = true)
          @QueryParam("flow")
          String flow,
      @Parameter(description = "The topic's name where the offset was read.") @QueryParam("topic")
          String topic,
      @Parameter(schema = @Schema(implementation = Integer.class, minimum = "0"))
          @QueryParam("partition")
          String partition,
      @Parameter(
              description = "Of the next record to read.",
              schema = @Schema(implementation = Long.class, minimum = "0"))
          @QueryParam("offset")
          String offset,
      @Parameter(description = "A consumer group, instead of an offset.") @QueryParam("group")
          String group,
      @Parameter(
              description = "downstream: an offset of the source; upstream: one of the target.",
              schema =
                  @Schema(
                      enumeration = {"downstream", "upstream"},
                      defaultValue = "downstream"))
          @QueryParam("direction")
          String direction) {
    Parameters parameters = new Parameters();
    FlowQuery query = parameters.flow(flow, flows.queries());
    Direction way = parameters.direction(direction);
    if (group != null) {
      return parameters.ofGroup(query, way, group, topic, partition, offset);
    }
    Place place = parameters.place(topic, partition, offset);
    return query.translate(way, List.of(place));
  }

  /** Translates many offsets, such as those of a savepoint. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "translateMany",
      summary = "Translate many offsets at once, such as those of a Flink savepoint",
      description =
          "All or nothing: if one can't be translated, the problem names those that can't.")
  @APIResponse(
      responseCode = "200",
      description = ANSWER,
      content = @Content(schema = @Schema(implementation = Translations.class)))
  @APIResponse(
      responseCode = "400",
      description = BAD,
      content =
          @Content(
              mediaType = ProblemMapper.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  @APIResponse(
      responseCode = "404",
      description = UNKNOWN,
      content =
          @Content(
              mediaType = ProblemMapper.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  @APIResponse(
      responseCode = "503",
      description = NOT_NOW,
      content =
          @Content(
              mediaType = ProblemMapper.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  public Translations translateMany(
      @RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = Question.class)))
          String body) {
    Question question = read(body);
    Parameters parameters = new Parameters();
    FlowQuery query = parameters.flow(question.flow(), flows.queries());
    Direction way = parameters.direction(question.direction());
    return query.translate(way, parameters.places(question.offsets()));
  }

  private Question read(String body) {
    try {
      return Optional.ofNullable(json.readValue(body, Question.class))
          .orElse(new Question(null, null, null));
    } catch (JsonProcessingException e) {
      throw ProblemException.badRequest(
          "body",
          null,
          "is no JSON of the expected form: " + e.getOriginalMessage() + ".",
          "See /q/openapi.");
    }
  }
}
