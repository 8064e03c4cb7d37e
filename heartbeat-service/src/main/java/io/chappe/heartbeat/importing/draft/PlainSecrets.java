package io.chappe.heartbeat.importing.draft;

import io.chappe.config.keys.FileKeys;
import io.chappe.config.keys.Secrets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets in plain text out of the draft and puts references to files in their place. Nothing
 * reads or writes those files here: whoever runs Chappe fills them.
 */
final class PlainSecrets {
  private static final String JAAS = "sasl.jaas.config";

  /** Of a user and a password, or with a query, in which tokens are. */
  private static final Pattern TELLING_URL = Pattern.compile("://\\S*[@?]");

  /** Settings of transforms have whatever names their classes give them. */
  private static final Pattern OF_TRANSFORM =
      Pattern.compile("transforms\\..*(?i:pwd|encryption|auth|user\\.info|credential).*");

  /** What transforms write into records may be a token. */
  private static final Pattern TOKEN =
      Pattern.compile("(?i:bearer|basic|token|apikey)\\s+\\S.*|[\\w+/=.-]{24,}");

  /** Keys that sound like secrets and are none. */
  private static final Pattern HARMLESS =
      Pattern.compile(
          ".*(?:\\.class|\\.(?:file|location|type|ms|algorithm)|\\.endpoint\\.url|client\\.id|\\.seconds|include)");

  /** Options of login modules that are none. */
  private static final Set<String> HARMLESS_OPTIONS =
      Set.of(
          "username",
          "clientid",
          "scope",
          "principal",
          "servicename",
          "keytab",
          "usekeytab",
          "storekey",
          "useticketcache",
          "ticketcache",
          "renewtgt",
          "donotprompt",
          "isinitiator",
          "debug",
          "refreshkrb5config",
          "tokenauth");

  private static final Pattern OPTION =
      Pattern.compile(
          "([\\w.$-]+)(\\s*=\\s*)(\"(?:[^\"\\\\]|\\\\.)*+\"|'(?:[^'\\\\]|\\\\.)*+'|[^\\s;\"']+)",
          Pattern.DOTALL);

  private static final Pattern LOGIN =
      Pattern.compile(
          "\\s*[\\w.$-]+\\s+(?:required|requisite|sufficient|optional)(?:\\s+"
              + OPTION.pattern()
              + ")*\\s*;?\\s*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final Draft draft;
  private final Providers providers;
  private final String secrets;

  PlainSecrets(Draft draft, Providers providers, String secrets) {
    this.draft = draft;
    this.providers = providers;
    this.secrets = secrets;
  }

  void replaceAll() {
    draft.change(
        line ->
            line.getKey().startsWith(FileKeys.CONFIG_PROVIDERS.name())
                ? line.getValue()
                : replaced(line.getKey(), line.getValue()));
  }

  private String replaced(String key, String value) {
    String name = draft.name(key);
    if (name.endsWith(JAAS)) {
      return ofLogin(key, value);
    }
    boolean secret =
        Secrets.isSecret(name) && !HARMLESS.matcher(name).matches()
            || TELLING_URL.matcher(value).find()
            || OF_TRANSFORM.matcher(name).matches()
            || name.startsWith("transforms.") && isLiteral(name) && TOKEN.matcher(value).matches();
    return secret && !value.isBlank() && !isReference(value) ? file(key, key, "") : value;
  }

  private static boolean isLiteral(String name) {
    return name.endsWith(".value.literal") || name.endsWith(".static.value");
  }

  /** Text around a reference may be secret in itself. */
  private static boolean isReference(String value) {
    return value.replaceAll("\\$\\{[^}:]*:[^}]*}", "").isBlank();
  }

  private String ofLogin(String key, String value) {
    if (!LOGIN.matcher(value).matches()) {
      return isReference(value) ? value : file(key, key, "");
    }
    return OPTION
        .matcher(value)
        .replaceAll(
            option ->
                Matcher.quoteReplacement(
                    option(key, option.group(1), option.group(2), option.group(3))));
  }

  private String option(String key, String name, String equals, String value) {
    boolean quoted = value.startsWith("\"") || value.startsWith("'");
    String text = quoted ? value.substring(1, value.length() - 1) : value;
    if (isHarmless(name) || text.isEmpty() || isReference(text)) {
      return name + equals + value;
    }
    String where = quoted ? ", as it stands between the quotation marks" : "";
    return name + equals + "\"" + file(key, key + "." + name, where) + "\"";
  }

  private static boolean isHarmless(String option) {
    String name = option.toLowerCase(Locale.ROOT);
    return HARMLESS_OPTIONS.contains(name)
        || name.startsWith("ssl.") && !Secrets.isSecret(name)
        || name.startsWith("ssl.") && HARMLESS.matcher(name).matches();
  }

  private String file(String key, String name, String how) {
    String file = FileNames.of(name);
    draft.plainText(key, "put it into the file %s/%s%s".formatted(secrets, file, how));
    return providers.reference(Providers.Kind.DIRECTORY, secrets, file);
  }
}
