package io.chappe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.acceptance.manifests.DeployFolder;
import io.chappe.acceptance.manifests.Prometheus;
import io.chappe.acceptance.manifests.Tool;
import io.chappe.acceptance.page.Browser;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What people look at beside metrics and API: the alerts, by Prometheus itself, and the page in a
 * browser. Each where it is installed; what can't be looked at contradicts nobody.
 */
final class Onlookers implements AutoCloseable {
  private final Optional<Prometheus> prometheus;
  private final Optional<Browser> browser;

  private Onlookers(Optional<Prometheus> prometheus, Optional<Browser> browser) {
    this.prometheus = prometheus;
    this.browser = browser;
  }

  /**
   * @param page heartbeat-service, whose page is looked at
   * @param others whose metrics are looked at as well
   */
  static Onlookers of(ServiceProcess page, ServiceProcess... others) throws IOException {
    Optional<Prometheus> prometheus = Optional.empty();
    Optional<Tool> installed = Tool.find("prometheus");
    if (installed.isPresent()) {
      prometheus =
          Optional.of(
              Prometheus.start(
                  installed.get(),
                  Files.createTempDirectory("chappe-prometheus-"),
                  impatientRules(),
                  Stream.concat(Stream.of(page), Stream.of(others))
                      .map(ServiceProcess::port)
                      .toList()));
    }
    Optional<Browser> browser =
        Browser.missing().isEmpty() ? Optional.of(Browser.start()) : Optional.empty();
    browser.ifPresent(each -> each.open("http://127.0.0.1:" + page.port() + "/"));
    return new Onlookers(prometheus, browser);
  }

  /** The rules as they are, but that seconds pass for minutes. */
  private static String impatientRules() throws IOException {
    String rules = Files.readString(DeployFolder.of("prometheus", "alerts.yaml"));
    String impatient =
        rules
            .replaceAll("for: \\d+[mh]", "for: 2s")
            .replace("[2m]", "[4s]")
            .replace("recovery_point_seconds) > 60", "recovery_point_seconds) > 4")
            .replace("held_seconds) > 900", "held_seconds) > 4");
    assertThat(impatient).contains("> 4", "[4s]").doesNotContain("> 900", "[2m]", "for: 1m");
    return impatient;
  }

  /** All of these alerts fire; others may as well. */
  void assertFiring(String... alerts) throws Exception {
    if (prometheus.isPresent()) {
      assertThat(prometheus.get().firing()).contains(alerts);
    }
  }

  /** None of those fires that tell of lag and clusters. */
  void assertCalm() throws Exception {
    if (prometheus.isPresent()) {
      Set<String> firing = prometheus.get().firing();
      // These count what has happened in the last minutes, so they end later.
      firing.removeAll(Set.of("ChappeErrors", "ChappeDeadLetters"));
      assertThat(firing).isEmpty();
    }
  }

  /** The page says all of that. */
  void assertPage(String... words) {
    browser.ifPresent(each -> assertThat(each.text("main")).contains(words));
  }

  /** The page says all of that of the flow, once it is opened. */
  void assertFlow(String... words) {
    if (browser.isPresent()) {
      if (browser.get().text(".flow.open").isEmpty()) {
        browser.get().click(".flow button.line");
      }
      assertThat(browser.get().text(".flow.open")).contains(words);
    }
  }

  @Override
  public void close() {
    prometheus.ifPresent(Prometheus::close);
    browser.ifPresent(Browser::close);
  }
}
