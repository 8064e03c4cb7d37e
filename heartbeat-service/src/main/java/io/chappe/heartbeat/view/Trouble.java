package io.chappe.heartbeat.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Something that doesn't work, or didn't.
 *
 * @param flow the flow; null if it isn't about one
 * @param service who says so
 * @param instance which of its instances
 * @param text what is wrong, in words
 * @param failures what fails now, in its parts; those of single partitions stand with these
 * @param since when that was first seen; null if not known
 * @param over whether it works again
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "Something that doesn't work, or didn't.")
public record Trouble(
    String flow,
    String service,
    String instance,
    String text,
    List<FailureView> failures,
    Instant since,
    boolean over) {}
