package io.chappe.config.keys;

import static io.chappe.config.keys.KeyDraft.file;

import io.chappe.config.ApiSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What is set once for the whole file: the clusters, the home, the page and the API. */
public final class FileKeys {
  public static final KeyDefinition<List<String>> CLUSTERS =
      file("clusters", KeyType.NAMES, "Aliases of all clusters. Required.").live();

  public static final KeyDefinition<String> HOME =
      file(
              "home",
              KeyType.NAME,
              "Alias of the cluster that holds Chappe's own topics: the one the services are deployed"
                  + " next to. The first of `clusters` if not set.")
          .atStart();

  public static final KeyDefinition<Duration> HOME_WAIT =
      file(
              "home.wait.seconds",
              KeyType.SECONDS,
              "How long a start waits for `chappe.config.internal` of a `home` that doesn't answer;"
                  + " then flows run by file and environment, also those that are switched off there."
                  + " As long as it takes if not set: nothing is begun before it is read.")
          .atStart();

  public static final KeyDefinition<List<String>> CONFIG_PROVIDERS =
      file(
              "config.providers",
              KeyType.NAMES,
              "Names of Kafka config providers, each with `config.providers.<name>.class` and"
                  + " `.param.*`: `EnvVarConfigProvider`, `FileConfigProvider` and"
                  + " `DirectoryConfigProvider` of `org.apache.kafka.common.config.provider`. What they"
                  + " fill in is never shown, so they fill in no value that makes names: `clusters`,"
                  + " `home`, `topics.rename`, `errors.deadletterqueue.topic.name` and"
                  + " `replication.policy.separator` are refused with `${...}`.")
          .atStart();

  public static final KeyDefinition<ApiSettings.Access> API_ACCESS =
      file(
              "api.access",
              KeyType.API_ACCESS,
              "What heartbeat-service's page and API are good for: `off`, `read-only`, which is the"
                  + " default, or `read-write`, which needs `api.token.file`.")
          .live();

  public static final KeyDefinition<ApiSettings.Look> API_LOOK =
      file(
              "api.look",
              KeyType.API_LOOK,
              "Who may read through the API: `anyone` who reaches it, which is the default, or only who"
                  + " shows a `token` of `api.token.file`, from this machine too. Health and metrics"
                  + " take none.")
          .live();

  public static final KeyDefinition<Path> API_TOKEN_FILE =
      file(
              "api.token.file",
              KeyType.FILE,
              "File with the tokens of the API, a line `<name> <role> <token>` for each: the role is"
                  + " `look` or `change`, which includes looking; a token has 16 characters at least; a"
                  + " line that begins with `#` is a comment. A file with a token and nothing else lets"
                  + " `operator` change. It is read at each request, so it may be replaced at any"
                  + " time.")
          .live();

  public static final KeyDefinition<Boolean> API_REMOTE =
      file(
              "api.remote.enabled",
              KeyType.FLAG,
              "Whether the page and the API answer other machines too; `false` if not set. Health and"
                  + " metrics always do, as far as `QUARKUS_HTTP_HOST` lets them.")
          .live();

  public static final KeyDefinition<List<String>> API_HOSTS =
      file(
              "api.hosts",
              KeyType.NAMES,
              "Names under which other machines reach page and API, without ports: a request to any"
                  + " other name is refused, so that no site can point its own name here. All if not"
                  + " set.")
          .live();

  private FileKeys() {}
}
