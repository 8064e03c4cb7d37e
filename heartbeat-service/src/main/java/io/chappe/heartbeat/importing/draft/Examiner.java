package io.chappe.heartbeat.importing.draft;

import io.chappe.config.keys.ChappeKeys;
import io.chappe.config.keys.KeyText;
import io.chappe.config.loading.ConfigLoader;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets Chappe's own loader look at the draft, leaves out the lines that do nothing, and takes over
 * what it says.
 */
final class Examiner {
  private static final Pattern USELESS =
      Pattern.compile(
          "(\\S+) (?:is ignored\\b|has no effect here\\b|is not known and ignored\\b|is not known to Kafka's"
              + "|is followed by a space|looks like a part of a value).*");
  private static final String NO_FILE = "there is no such file, or it can't be read";

  private final Draft draft;

  Examiner(Draft draft) {
    this.draft = draft;
  }

  void examine() {
    Map<String, String> lines = draft.lines();
    ConfigLoader.Examination found = ConfigLoader.examine(lines);
    found.problems().forEach(problem -> problem(lines, problem));
    found.warnings().forEach(this::warning);
    draft.lines().keySet().stream()
        .filter(key -> !KeyText.looksLikeAKey(key))
        .forEach(this::leaveOut);
  }

  private void leaveOut(String key) {
    draft.remove(key);
    draft.refused(
        KeyText.shown(key)
            + " can't be taken over: no part of a key may be longer than 40 characters, or have others than letters, digits, - and _ (left out)");
  }

  /** What depends on files and values that aren't here is for the services to find. */
  private void problem(Map<String, String> lines, String problem) {
    if (problem.endsWith(NO_FILE)) {
      draft.look(
          problem.substring(0, problem.length() - NO_FILE.length())
              + "the file must be where the services run");
      return;
    }
    boolean isProvided =
        lines.entrySet().stream()
            .filter(line -> problem.startsWith(line.getKey() + "="))
            .anyMatch(line -> References.isIn(line.getValue()) && !isName(line.getKey()));
    if (!isProvided && !problem.contains("the provider refuses its parameters")) {
      draft.refused(problem);
    }
  }

  private boolean isName(String key) {
    return ChappeKeys.NAMING.stream().anyMatch(known -> known.name().equals(draft.name(key)));
  }

  private void warning(String warning) {
    Matcher useless = USELESS.matcher(warning);
    if (useless.matches()) {
      draft.remove(useless.group(1));
      draft.forgetPlainText(useless.group(1));
    }
    if (warning.contains(" has no effect here: ")) {
      draft.nothing(warning);
    } else {
      draft.look(warning + (useless.matches() ? " (left out)" : ""));
    }
  }
}
