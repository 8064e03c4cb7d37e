package io.chappe.heartbeat.importing.draft;

import io.chappe.config.keys.ChappeKeys;
import io.chappe.config.keys.FileKeys;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns the references of the input into those that Chappe's config providers fill in. */
final class References {
  /** As Kafka finds them. */
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{([^}:]*):(?:([^}]*?):)?([^}]*?)}");

  private final Draft draft;
  private final Providers providers;
  private final String secrets;

  References(Draft draft, Providers providers, String secrets) {
    this.draft = draft;
    this.providers = providers;
    this.secrets = secrets;
  }

  /** Whether a config provider has a part in a value. */
  static boolean isIn(String value) {
    return REFERENCE.matcher(value).find();
  }

  void replaceAll() {
    draft.change(
        line ->
            line.getKey().startsWith(FileKeys.CONFIG_PROVIDERS.name())
                ? line.getValue()
                : replaced(line.getKey(), line.getValue()));
  }

  private String replaced(String key, String value) {
    Matcher reference = REFERENCE.matcher(value);
    if (!reference.find()) {
      return value;
    }
    String name = draft.name(key);
    if (ChappeKeys.NAMING.stream().anyMatch(known -> known.name().equals(name))) {
      draft.refused(key + ": must be written out: no config provider fills in what makes names");
    }
    return reference.replaceAll(each -> Matcher.quoteReplacement(replaced(key, each)));
  }

  private String replaced(String key, MatchResult reference) {
    String provider = reference.group(1);
    String path = Optional.ofNullable(reference.group(2)).orElse("");
    String item = reference.group(3);
    if (providers.readsKubernetes(provider)) {
      return ofKubernetes(path, item);
    }
    Optional<Providers.Kind> kind = providers.kind(provider);
    if (kind.isEmpty()) {
      String file = FileNames.of(key + "." + (path.isEmpty() ? item : path + "." + item));
      draft.look(
          "%s: there is no config provider like %s here: have what it gave written to %s/%s"
              .formatted(key, provider, secrets, file));
      return providers.reference(Providers.Kind.DIRECTORY, secrets, file);
    }
    String here = draft.mounted(path);
    switch (kind.get()) {
      case ENVIRONMENT ->
          draft.look(
              "%s: the services need the environment variable %s%s"
                  .formatted(
                      key,
                      item,
                      draft
                          .sourceOf(item)
                          .map(source -> ", which comes from " + source)
                          .orElse("")));
      case FILE, DIRECTORY ->
          draft.look("%s: %s must be where the services run".formatted(key, here));
    }
    return providers.reference(kind.get(), here, item);
  }

  private String ofKubernetes(String path, String item) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return inSecret(name, item);
  }

  /** A reference to one key of a Secret that is mounted, which is to be looked at. */
  private String inSecret(String name, String item) {
    String directory = secrets + "/" + name;
    draft.look("mount the Secret or ConfigMap %s at %s".formatted(name, directory));
    return providers.reference(Providers.Kind.DIRECTORY, directory, item);
  }
}
