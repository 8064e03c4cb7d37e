package io.chappe.checkpoint.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An answer.
 *
 * @param flow the flow
 * @param direction from where to where
 * @param group the consumer group, if it was asked for one
 * @param offsetsFrom where that group's offsets are from
 * @param sourceChecked whether the source could be asked if its topics are still those that were
 *     copied. Without it a topic that was deleted and created again on a source that is down is
 *     taken for the one before
 * @param translations one for each offset, in the order of the question
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record Translations(
    String flow,
    Direction direction,
    String group,
    OffsetsFrom offsetsFrom,
    @Schema(
            description =
                "Whether the source could be asked if its topics are still those that were copied.")
        boolean sourceChecked,
    List<Answer> translations) {}
