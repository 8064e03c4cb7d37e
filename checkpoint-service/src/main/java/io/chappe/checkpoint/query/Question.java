package io.chappe.checkpoint.query;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Many offsets to translate.
 *
 * @param flow source and target, such as {@code us->eu}
 * @param direction {@code downstream}, the default, or {@code upstream}
 * @param offsets the offsets
 */
@RegisterForReflection
record Question(
    @JsonProperty("flow") @Schema(required = true, examples = "us->eu") String flow,
    @JsonProperty("direction")
        @Schema(
            enumeration = {"downstream", "upstream"},
            defaultValue = "downstream")
        String direction,
    @JsonProperty("offsets") @Schema(required = true) List<Offset> offsets) {

  /** One of them; what is missing is null. */
  @RegisterForReflection
  @Schema(name = "OffsetToTranslate")
  record Offset(
      @JsonProperty("topic") @Schema(required = true) String topic,
      @JsonProperty("partition") @Schema(required = true, minimum = "0") Integer partition,
      @JsonProperty("offset") @Schema(required = true, minimum = "0") Long offset) {}
}
