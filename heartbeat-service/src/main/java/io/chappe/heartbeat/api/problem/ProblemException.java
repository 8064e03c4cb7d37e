package io.chappe.heartbeat.api.problem;

import java.util.List;
import java.util.stream.Collectors;

/** Something isn't done; who asked is told why. */
public final class ProblemException extends RuntimeException {
  public static final int BAD_REQUEST = 400;
  public static final int UNAUTHORIZED = 401;
  public static final int FORBIDDEN = 403;
  public static final int NOT_FOUND = 404;
  public static final int PRECONDITION_FAILED = 412;
  static final int TOO_LARGE = 413;
  static final int UNAVAILABLE = 503;

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public ProblemException(int status, String title, String detail, List<Problem.Error> errors) {
    super(detail);
    this.problem = new Problem("about:blank", title, status, detail, List.copyOf(errors));
  }

  /** What is given makes no sense, or isn't there. */
  public static ProblemException of(int status, String title, List<Problem.Error> errors) {
    String detail =
        errors.stream()
            .map(Problem.Error::message)
            .collect(Collectors.joining(System.lineSeparator()));
    return new ProblemException(status, title, detail, errors);
  }

  public static ProblemException badRequest(String key, String value, String remedy) {
    return of(BAD_REQUEST, "Makes no sense", List.of(Problem.Error.of(key, value, remedy)));
  }

  public static ProblemException notFound(String key, String value, String remedy) {
    return of(NOT_FOUND, "Not found", List.of(Problem.Error.of(key, value, remedy)));
  }

  public static ProblemException unavailable(String detail) {
    return new ProblemException(UNAVAILABLE, "Not available now", detail, List.of());
  }

  public Problem problem() {
    return problem;
  }
}
