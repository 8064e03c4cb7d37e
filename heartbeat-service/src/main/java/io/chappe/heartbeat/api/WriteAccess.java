package io.chappe.heartbeat.api;

import io.chappe.config.ApiSettings;
import io.chappe.control.LiveConfiguration;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says who may change something: who shows the token, in the header {@code Authorization} and
 * nowhere else. A browser never adds that by itself, so no other page can make one of ours act.
 */
@Singleton
public class WriteAccess {
  private static final Logger LOGGER = LoggerFactory.getLogger(WriteAccess.class);
  private static final String SCHEME = "Bearer ";
  private static final int SHORTEST = 16;

  private final Supplier<ApiSettings> settings;

  @Inject
  WriteAccess(LiveConfiguration live) {
    this(() -> live.config().api());
  }

  WriteAccess(Supplier<ApiSettings> settings) {
    this.settings = settings;
  }

  /**
   * Returns if the change may be made.
   *
   * @param authorization the header; null if there is none
   * @throws ProblemException if not
   */
  void check(String authorization) {
    ApiSettings now = settings.get();
    if (now.access() != ApiSettings.Access.READ_WRITE || now.tokenFile().isEmpty()) {
      throw refusal(
          ProblemException.FORBIDDEN,
          "Changes are off: set api.access=read-write and api.token.file in the configuration"
              + " file.");
    }
    byte[] expected = digest(token(now.tokenFile().get()));
    byte[] given =
        digest(
            Optional.ofNullable(authorization)
                .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(header -> header.substring(SCHEME.length()).strip())
                .orElse(""));
    if (!MessageDigest.isEqual(expected, given)) {
      LOGGER.warn("change refused: reason={}", authorization == null ? "no token" : "wrong token");
      throw refusal(
          ProblemException.UNAUTHORIZED,
          "Send the token of api.token.file as Authorization: Bearer <token>.");
    }
  }

  private static String token(Path file) {
    try {
      String token = Files.readString(file).strip();
      if (token.length() >= SHORTEST) {
        return token;
      }
      LOGGER.error(
          "changes are refused: reason=the file of api.token.file holds no token of {} characters or more",
          SHORTEST);
    } catch (IOException e) {
      LOGGER.error(
          "changes are refused: reason=the file of api.token.file can't be read: {}", e.toString());
    }
    throw ProblemException.unavailable(
        "The file of api.token.file can't be read, or holds fewer than "
            + SHORTEST
            + " characters: put a token there.");
  }

  /** So that the comparison takes the same time for every length. */
  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static ProblemException refusal(int status, String detail) {
    return new ProblemException(status, "Not allowed", detail, List.of());
  }
}
