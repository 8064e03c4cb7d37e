package io.chappe.heartbeat.api.access;

import io.chappe.config.ApiSettings;
import io.chappe.control.LiveConfiguration;
import io.chappe.heartbeat.api.problem.ProblemException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says who may look and who may change something: who shows a token, in the header {@code
 * Authorization} and nowhere else. A browser never adds that by itself, so no other page can make
 * one of ours act.
 */
@Singleton
public class TokenAccess {
  private static final Logger LOGGER = LoggerFactory.getLogger(TokenAccess.class);
  private static final String SCHEME = "Bearer ";
  private static final int MOST_SAID = 5;

  private final Supplier<ApiSettings> settings;
  private final AtomicReference<String> said = new AtomicReference<>("");

  @Inject
  TokenAccess(LiveConfiguration live) {
    this(() -> live.config().api());
  }

  TokenAccess(Supplier<ApiSettings> settings) {
    this.settings = settings;
  }

  /** Whether it takes a token to look. */
  boolean isNeededToLook() {
    return settings.get().look() == ApiSettings.Look.TOKEN;
  }

  /**
   * Returns if the caller may look. Reads a file.
   *
   * @param authorization the header; null if there is none
   * @throws ProblemException if not
   */
  void checkLook(String authorization) {
    if (isNeededToLook()) {
      caller(authorization);
    }
  }

  /**
   * The name of a caller who may change something. Reads a file.
   *
   * @param authorization the header; null if there is none
   * @throws ProblemException if the caller may not
   */
  public String checkChange(String authorization) {
    if (!areChangesOn()) {
      throw refusal(
          ProblemException.FORBIDDEN,
          "Changes are off: set api.access=read-write and api.token.file in the configuration"
              + " file.");
    }
    Tokens.Caller caller;
    try {
      caller = caller(authorization);
    } catch (ProblemException e) {
      if (e.problem().status() == ProblemException.UNAUTHORIZED) {
        LOGGER.warn(
            "change refused: reason={}", authorization == null ? "no token" : "wrong token");
      }
      throw e;
    }
    if (caller.role() != Tokens.Role.CHANGE) {
      LOGGER.warn("change refused: by={} reason=may look only", caller.name());
      throw refusal(
          ProblemException.FORBIDDEN,
          "The token of %s is for looking: changes take one with the role change."
              .formatted(caller.name()));
    }
    return caller.name();
  }

  /** Whether a caller may change something. */
  boolean mayChange(Tokens.Caller caller) {
    return caller.role() == Tokens.Role.CHANGE && areChangesOn();
  }

  private boolean areChangesOn() {
    return settings.get().access() == ApiSettings.Access.READ_WRITE;
  }

  /**
   * Whose the token is. Reads a file.
   *
   * @param authorization the header; null if there is none
   * @throws ProblemException if it is nobody's
   */
  Tokens.Caller caller(String authorization) {
    String given =
        Optional.ofNullable(authorization)
            .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
            .map(header -> header.substring(SCHEME.length()).strip())
            .orElse("");
    return tokens()
        .caller(given)
        .orElseThrow(
            () ->
                refusal(
                    ProblemException.UNAUTHORIZED,
                    "Send a token of api.token.file as Authorization: Bearer <token>."));
  }

  private Tokens tokens() {
    String problem;
    try {
      Path file = settings.get().tokenFile().orElseThrow(TokenAccess::noFile);
      Tokens tokens = Tokens.read(Files.readString(file));
      if (tokens.problems().isEmpty()) {
        said.set("");
        return tokens;
      }
      problem = String.join("; ", tokens.problems().stream().limit(MOST_SAID).toList());
    } catch (IOException e) {
      LOGGER.debug("no tokens", e);
      problem = "it can't be read (%s)".formatted(e.getClass().getSimpleName());
    }
    if (!problem.equals(said.getAndSet(problem))) {
      LOGGER.error("tokens don't count: file=api.token.file reason={}", problem);
    }
    throw ProblemException.unavailable(
        "The file of api.token.file lets nobody in until it is put right: " + problem + ".");
  }

  private static ProblemException noFile() {
    return refusal(ProblemException.UNAUTHORIZED, "There are no tokens: api.token.file isn't set.");
  }

  private static ProblemException refusal(int status, String detail) {
    return new ProblemException(status, "Not allowed", detail, List.of());
  }
}
