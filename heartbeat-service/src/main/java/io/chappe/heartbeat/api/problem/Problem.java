package io.chappe.heartbeat.api.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Why something isn't done, in the form of RFC 9457.
 *
 * @param type always {@code about:blank}: the status says what kind it is
 * @param title what went wrong
 * @param status the HTTP status
 * @param detail all of it, in a sentence or two
 * @param errors what is wrong with which value
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Schema(description = "Why something isn't done (RFC 9457).")
public record Problem(String type, String title, int status, String detail, List<Error> errors) {

  /**
   * One thing to mend.
   *
   * @param key the key of the configuration, or the parameter
   * @param value what was given, without secrets; null if nothing was
   * @param remedy what would be right
   * @param message all of it in one line
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "ProblemError")
  public record Error(String key, String value, String remedy, String message) {

    public static Error of(String key, String value, String remedy) {
      String shown = value == null ? key : key + "=" + value;
      return new Error(key, value, remedy, shown + ": " + remedy);
    }
  }
}
