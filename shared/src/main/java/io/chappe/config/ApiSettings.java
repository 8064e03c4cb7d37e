package io.chappe.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the page and the API of heartbeat-service are good for. Set in the file or the environment
 * only: who may write to {@code chappe.config.internal} can't open them.
 *
 * @param access what may be done
 * @param look who may look
 * @param tokenFile file with the tokens; there if {@code access} is read-write, or if it takes a
 *     token to look
 * @param remote whether other machines than this one may do it
 * @param hosts the names to which they may send their requests, in small letters; all if empty
 */
public record ApiSettings(
    Access access, Look look, Optional<Path> tokenFile, boolean remote, List<String> hosts) {
  /** What may be done. */
  public enum Access {
    /** Neither page nor API is there. */
    OFF,
    /** To look. */
    READ_ONLY,
    /** To look, and with the token to change. */
    READ_WRITE;

    /** As it is written in the file. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Who may look. */
  public enum Look {
    /** Whoever reaches the port. */
    ANYONE,
    /** Who shows a token. */
    TOKEN;

    /** As it is written in the file. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
