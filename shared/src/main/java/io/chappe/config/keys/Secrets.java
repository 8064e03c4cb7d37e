package io.chappe.config.keys;

import io.chappe.config.OneLine;
import java.util.Locale;
import java.util.regex.Pattern;

/** Which values must never be shown. In doubt a value is taken for a secret. */
public final class Secrets {
  public static final String HIDDEN = "(hidden)";

  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "pass|secret|token|credential|jaas|private|assertion|certificate|keystore\\.key|api.?key");
  private static final Pattern URL_WITH_USER = Pattern.compile(".*://[^/]*@.*", Pattern.DOTALL);
  private static final int LONGEST_SHOWN = 120;

  private Secrets() {}

  /** Whether the value of a key (with or without prefixes) may be a secret, by the key's name. */
  public static boolean isSecret(String key) {
    String name = key.substring(key.lastIndexOf('>') + 1);
    return SECRET_NAME.matcher(key.toLowerCase(Locale.ROOT)).find()
        || ClientKeys.isPassword(name.replaceFirst("^.*?(consumer|producer|admin)\\.", ""));
  }

  /** The value if it may be shown, on one line and not too long. */
  public static String shown(String key, String value) {
    if (isSecret(key) || URL_WITH_USER.matcher(value).matches()) {
      return HIDDEN;
    }
    return OneLine.of(value, LONGEST_SHOWN);
  }
}
