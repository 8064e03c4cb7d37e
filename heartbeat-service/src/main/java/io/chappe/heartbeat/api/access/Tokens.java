package io.chappe.heartbeat.api.access;

import io.chappe.control.WrittenBy;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The tokens of a file, each with a name and a role: lines {@code <name> <role> <token>}, comments
 * and empty lines. One token and nothing else is that of {@code operator}, who may change. Keeps
 * digests only, so that no token gets into a log.
 *
 * @param all the tokens; none if something is wrong
 * @param problems what is wrong with which line, without anything that stands there
 */
record Tokens(List<Token> all, List<String> problems) {
  /** Whose the token of a file without names is. */
  static final String OPERATOR = "operator";

  /** Characters of a token at least. */
  static final int SHORTEST = 16;

  private static final Pattern TOKEN = Pattern.compile("[!-~]+");
  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final int WORDS = 3;

  /** What a token allows. */
  enum Role {
    /** To look. */
    LOOK,
    /** To look, and to change. */
    CHANGE
  }

  /** Who has it, and what it allows. */
  record Caller(String name, Role role) {}

  /**
   * A token.
   *
   * @param line its number in the file, from 1
   * @param digest of the token itself
   */
  record Token(int line, Caller caller, byte[] digest) {}

  /** Reads a file's content. */
  static Tokens read(String content) {
    Reader reader = new Reader();
    List<String> lines = content.replaceFirst("^\uFEFF", "").lines().map(String::strip).toList();
    List<Integer> used = new ArrayList<>();
    for (int at = 0; at < lines.size(); at++) {
      if (!lines.get(at).isEmpty() && !lines.get(at).startsWith("#")) {
        used.add(at);
      }
    }
    if (used.isEmpty()) {
      reader.problems.add("there is no token");
    }
    for (int at : used) {
      String[] words = SPACES.split(lines.get(at));
      if (used.size() == 1 && words.length == 1) {
        reader.add(at + 1, new Caller(OPERATOR, Role.CHANGE), words[0]);
      } else {
        reader.add(at + 1, words);
      }
    }
    // What takes the place of a name in a bad line may be a token.
    return reader.problems.isEmpty()
        ? new Tokens(List.copyOf(reader.all), List.of())
        : new Tokens(List.of(), List.copyOf(reader.problems));
  }

  /** Whose a token is. Takes the same time whichever it is, and for every length. */
  Optional<Caller> caller(String token) {
    byte[] given = digest(token);
    Caller found = null;
    for (Token each : all) {
      if (MessageDigest.isEqual(each.digest(), given)) {
        found = each.caller();
      }
    }
    return Optional.ofNullable(found);
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Takes line after line. */
  private static final class Reader {
    private final List<Token> all = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    void add(int line, String... words) {
      if (words.length != WORDS) {
        problem(line, "write <name> <role> <token>, with spaces between them and none inside");
      } else if (!WrittenBy.isName(words[0])) {
        problem(line, "a name has letters, digits and . _ @ - only, 64 at most");
      } else if (words[0].equals(WrittenBy.TOPIC)) {
        problem(line, "this name stands for changes that don't come by the API: take another");
      } else {
        switch (words[1]) {
          case "look" -> add(line, new Caller(words[0], Role.LOOK), words[2]);
          case "change" -> add(line, new Caller(words[0], Role.CHANGE), words[2]);
          default -> problem(line, "the role, its second word, must be look or change");
        }
      }
    }

    void add(int line, Caller caller, String token) {
      byte[] digest = digest(token);
      if (token.length() < SHORTEST) {
        problem(line, "the token has fewer than %d characters".formatted(SHORTEST));
      } else if (!TOKEN.matcher(token).matches()) {
        problem(line, "the token has other characters than letters, digits and signs of ASCII");
      }
      for (Token other : all) {
        if (other.caller().name().equals(caller.name())) {
          problem(line, "has the name of line %d".formatted(other.line()));
        } else if (MessageDigest.isEqual(other.digest(), digest)) {
          problem(line, "has the token of line %d".formatted(other.line()));
        }
      }
      all.add(new Token(line, caller, digest));
    }

    private void problem(int line, String what) {
      problems.add("line %d: %s".formatted(line, what));
    }
  }
}
