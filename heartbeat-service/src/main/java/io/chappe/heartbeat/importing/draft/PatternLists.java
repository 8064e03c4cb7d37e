package io.chappe.heartbeat.importing.draft;

import io.chappe.config.keys.ChappeKeys;
import io.chappe.config.keys.KeyType;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * Lists of patterns with a comma inside an expression. MM2 cuts such a list at each comma and puts
 * the parts together again with {@code |} between them, so that {@code (a,b)} works there by
 * accident. Each part must be an expression of its own here, so the whole is written as MM2 reads
 * it.
 */
final class PatternLists {
  private static final Set<String> LISTS =
      ChappeKeys.ALL.stream()
          .filter(known -> known.type() == KeyType.PATTERNS)
          .map(known -> known.name())
          .collect(Collectors.toUnmodifiableSet());

  private PatternLists() {}

  static void mend(Draft draft) {
    draft.change(
        line ->
            LISTS.contains(draft.name(line.getKey()))
                ? mended(draft, line.getKey(), line.getValue())
                : line.getValue());
  }

  private static String mended(Draft draft, String key, String value) {
    List<String> parts =
        Arrays.stream(value.split(",")).map(String::trim).filter(part -> !part.isEmpty()).toList();
    if (value.contains("${") || parts.stream().allMatch(PatternLists::isOnItsOwn)) {
      return value;
    }
    String whole = String.join("|", parts);
    if (isExpression(whole)) {
      draft.look(
          "%s: it is one expression, in which a comma counts as |, as in MM2: %s"
              .formatted(key, whole));
      return whole;
    }
    return value;
  }

  /** Flags of one part hold for all that follow. */
  private static boolean isOnItsOwn(String part) {
    return isExpression(part) && !part.matches(".*\\(\\?[a-zA-Z]+\\).*");
  }

  private static boolean isExpression(String text) {
    try {
      Pattern.compile(text);
      return true;
    } catch (PatternSyntaxException | StackOverflowError e) {
      return false;
    }
  }
}
