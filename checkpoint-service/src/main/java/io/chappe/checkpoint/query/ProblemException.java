package io.chappe.checkpoint.query;

import java.util.List;
import java.util.stream.Collectors;

/** There is no answer; who asked is told why. */
final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  private final transient Problem problem;
  private final int retryAfterSeconds;

  private ProblemException(Problem problem, int retryAfterSeconds, Throwable cause) {
    super(problem.detail(), cause);
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** The question makes no sense. */
  static ProblemException badRequest(List<Problem.Error> errors) {
    return mistaken(BAD_REQUEST, "Not a question that can be answered", errors);
  }

  static ProblemException badRequest(String parameter, String value, String detail, String remedy) {
    return badRequest(List.of(new Problem.Error(parameter, value, detail, remedy)));
  }

  /** What it is about isn't there. */
  static ProblemException notFound(List<Problem.Error> errors) {
    return mistaken(NOT_FOUND, "Not found", errors);
  }

  static ProblemException notFound(String parameter, String value, String detail, String remedy) {
    return notFound(List.of(new Problem.Error(parameter, value, detail, remedy)));
  }

  /** Not now. */
  static ProblemException unavailable(String detail, int retryAfterSeconds, Throwable cause) {
    Problem problem =
        new Problem("about:blank", "Not available now", UNAVAILABLE, detail, List.of());
    return new ProblemException(problem, retryAfterSeconds, cause);
  }

  private static ProblemException mistaken(int status, String title, List<Problem.Error> errors) {
    String detail =
        errors.stream()
            .map(each -> each.parameter() + ": " + each.detail() + " " + each.remedy())
            .collect(Collectors.joining(" "));
    return new ProblemException(
        new Problem("about:blank", title, status, detail, List.copyOf(errors)), 0, null);
  }

  Problem problem() {
    return problem;
  }

  /** When to ask again; 0 if that would not help. */
  int retryAfterSeconds() {
    return retryAfterSeconds;
  }
}
