package io.chappe.checkpoint.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Why there is no answer, in the form of RFC 9457 (once 7807).
 *
 * @param type always {@code about:blank}: the status says what kind it is
 * @param title what went wrong
 * @param status the HTTP status
 * @param detail all of it, in a sentence or two
 * @param errors what is wrong with which value
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Schema(description = "Why there is no answer (RFC 9457).")
record Problem(String type, String title, int status, String detail, List<Error> errors) {

  /**
   * One thing to mend.
   *
   * @param parameter the parameter, or the element of the list
   * @param value what was given; null if nothing was
   * @param detail what is wrong with it
   * @param remedy what to do about it
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "ProblemError")
  record Error(String parameter, String value, String detail, String remedy) {}
}
