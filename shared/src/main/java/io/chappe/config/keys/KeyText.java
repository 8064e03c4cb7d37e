package io.chappe.config.keys;

import java.util.regex.Pattern;

/** How a key is shown that nobody knows. */
public final class KeyText {
  /** Two clusters with the arrow of a flow between them count as two. */
  private static final String PART = "[A-Za-z0-9_>-]{1,40}(->[A-Za-z0-9_-]{1,40})?";

  private static final Pattern LOOKS_LIKE_A_KEY =
      Pattern.compile("[A-Za-z0-9_>.-]{1,30}|(?=.*\\.)" + PART + "(\\." + PART + ")+");

  private KeyText() {}

  /**
   * The key if it looks like one. A value of several lines without a backslash at their ends (a
   * private key, a JAAS configuration) makes keys of its later lines: those must not be shown.
   */
  public static String shown(String key) {
    return LOOKS_LIKE_A_KEY.matcher(key).matches()
        ? key
        : "a key of " + key.length() + " characters";
  }

  public static boolean looksLikeAKey(String key) {
    return LOOKS_LIKE_A_KEY.matcher(key).matches();
  }
}
