package io.chappe.heartbeat.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chappe.status.FailureWords;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A failure in its parts.
 *
 * @param subject what it is about, such as {@code cluster eu}; null where that stands beside it
 * @param reason the word that metrics and logs have for it too
 * @param message what happened
 * @param remedy what to do about it
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "A failure in its parts.")
public record FailureView(
    String subject,
    @Schema(description = "The word that metrics and logs have for it too.") String reason,
    String message,
    String remedy) {
  static FailureView of(String subject, FailureWords failure) {
    return new FailureView(subject, failure.reason(), failure.message(), failure.remedy());
  }
}
