package io.chappe.acceptance.page;

import static io.chappe.acceptance.Patience.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chappe.acceptance.Faithfulness;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.CompressionType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** An operator's work on the page, with the services as they are built. */
class PageIT {
  private static final String FLOW = ".flow[data-flow='us->eu']";
  private static final String HEADLINE = "#headline";
  private static final String SAMPLES =
      "document.querySelector('.spark polyline').points.numberOfItems";
  private static final long OLD_MS = Duration.ofMinutes(5).toMillis();

  private static Watched watched;
  private static Browser browser;
  private static String address;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(Browser.missing().isEmpty(), () -> Browser.missing().orElse(""));
    watched = Watched.start();
    address = watched.address();
    browser = Browser.start();
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
    if (watched != null) {
      watched.close();
    }
  }

  @BeforeEach
  void open() {
    browser.look(1280, 960, "light");
    browser.open(address);
    browser.awaitText(HEADLINE, text -> text.equals("Replication is healthy"));
  }

  /** Whatever a test has changed, the others find the flow as it was. */
  @AfterEach
  void takeChangesBack() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + "api/configuration/us-%3Eeu"))
            .header("Authorization", "Bearer " + Watched.TOKEN)
            .DELETE()
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
    }
    browser.awaitText(FLOW + " .badge", text -> text.equals("Keeps up"));
  }

  @Test
  void aFlowIsSeenToLagAndToRecover() {
    String topic = SharedClusters.uniqueName("slow");
    watched.us().createTopic(topic, 2);
    openSettings();
    apply("rate.limit.bytes.per.second", "1000");
    produceOld(topic);

    browser.awaitText(FLOW + " > .line .badge", text -> text.equals("Lagging"));
    browser.awaitText(HEADLINE, text -> text.equals("us->eu is lagging behind"));
    // What is missing came since the copy was complete, however old its timestamps are.
    assertThat(browser.text(FLOW + " > .line [data-label='Recovery point']"))
        .matches("[1-9][0-9]+ s|[0-9]+ min");
    browser.press("t");
    browser.awaitText(FLOW + " tbody tr:first-child th", text -> text.equals(topic));

    browser.click("#changes li[data-offset] .back");
    browser.awaitText("#confirm-title", text -> text.equals("Take the override of us->eu back?"));
    browser.awaitText(
        "#confirm-text",
        text -> text.contains("rate.limit.bytes.per.second") && text.contains("1000"));
    agree();

    browser.awaitText(HEADLINE, text -> text.equals("Replication is healthy"));
    assertThat(browser.text(FLOW + " > .line [data-label='Recovery point']")).doesNotContain("min");
    new Faithfulness(watched.us(), watched.eu()).awaitCopied(topic, "us." + topic, LIMIT);
  }

  @Test
  void aFlowIsPausedAndGoesOn() {
    unlock();
    browser.click(FLOW + " > .line");
    browser.click(FLOW + " .pause");
    browser.awaitText("#confirm-text", text -> text.contains("us->eu pauses: nothing is copied"));
    agree();
    browser.awaitText(FLOW + " .badge", text -> text.equals("Paused"));
    browser.awaitText(HEADLINE, text -> text.equals("us->eu is paused"));
    browser.awaitText("#changes li .chip", text -> text.equals("applied"));
    browser.awaitText("#changes li .by", text -> text.equals("by ann"));
    browser.awaitText("#changes li .difference", text -> text.contains("pausedtrue was not set"));
    browser.awaitText(FLOW + " .pause", text -> text.equals("Resume"));

    String topic = SharedClusters.uniqueName("held");
    watched.us().createTopic(topic, 1);
    Records.produce(watched.us(), topic, CompressionType.LZ4, 50);
    browser.click(FLOW + " .pause");
    browser.awaitText("#confirm-title", text -> text.equals("Resume us->eu?"));
    agree();

    browser.awaitText(HEADLINE, text -> text.equals("Replication is healthy"));
    new Faithfulness(watched.us(), watched.eu()).awaitCopied(topic, "us." + topic, LIMIT);
  }

  @Test
  void noSingleKeyPausesAndWhatWasDoneIsUndone() throws Exception {
    unlock();
    String before = revision();
    browser.press("j");
    for (CharSequence answer : List.of(Keys.ENTER, Keys.ESCAPE, Keys.SPACE)) {
      browser.press("p");
      browser.awaitText("#confirm-title", text -> text.equals("Pause us->eu?"));
      await("document.querySelector('#confirm').open");
      assertThat(browser.value("document.activeElement.id")).isEqualTo("confirm-no");
      assertThat(
              browser.value("document.querySelector('#confirm').getAttribute('aria-labelledby')"))
          .isEqualTo("confirm-title");
      browser.press(answer);
      await("!document.querySelector('#confirm').open");
    }
    assertThat(revision()).isEqualTo(before);

    browser.press("p");
    await("document.querySelector('#confirm').open");
    agree();
    browser.awaitText(HEADLINE, text -> text.equals("us->eu is paused"));
    browser.click("#undo");
    browser.awaitText("#confirm-text", text -> text.contains("us->eu goes on copying."));
    agree();

    browser.awaitText(HEADLINE, text -> text.equals("Replication is healthy"));
    assertThat(revision()).isEqualTo(before);
    browser.awaitText("#changes li .difference", text -> text.contains("taken back was true"));
  }

  @Test
  void nothingIsSeenWithoutATokenIfLookingTakesOne() throws IOException {
    watched.askForToken(true);
    try {
      Browser.await(
          () -> {
            browser.open(address);
            browser.awaitText(HEADLINE, text -> !text.isEmpty());
            return browser.text(HEADLINE).equals("Token needed");
          });
      browser.awaitText("#unlock-title", text -> text.equals("Token needed"));
      assertThat(browser.text("main")).doesNotContain("us->eu", "orders");
      browser.fill("#token", Watched.TOKEN);
      browser.press(Keys.ENTER);
      browser.awaitText(HEADLINE, text -> text.equals("Replication is healthy"));
      browser.awaitText("#caller", text -> text.equals("ann"));
      long samples = (long) browser.value(SAMPLES);
      Awaitility.await().atMost(LIMIT).until(() -> (long) browser.value(SAMPLES) > samples);
      browser.click("#lock");
      browser.awaitText(HEADLINE, text -> text.equals("Token needed"));
      assertThat(browser.text("main")).doesNotContain("us->eu", "orders");
    } finally {
      watched.askForToken(false);
    }
    Browser.await(
        () -> {
          browser.open(address);
          browser.awaitText(HEADLINE, text -> !text.isEmpty());
          return browser.text(HEADLINE).equals("Replication is healthy");
        });
    browser.complaints();
  }

  @Test
  void anEditedFilterHasANewTopicCopied() {
    String topic = SharedClusters.uniqueName("news") + ".replica";
    watched.us().createTopic(topic, 1);
    Records.produce(watched.us(), topic, CompressionType.LZ4, 50);
    openSettings();

    browser.fill("#set-topics\\.exclude", "mm2.*\\.internal, __.*, (");
    browser.awaitText(
        "#set-topics\\.exclude-problem", text -> text.contains("must be a list of names"));
    edit("topics.exclude", "mm2.*\\.internal, __.*");
    browser.awaitText("#confirm-text", text -> text.contains("1 topic (" + topic + ") is copied"));
    agree();
    awaitApplied();

    new Faithfulness(watched.us(), watched.eu()).awaitCopied(topic, "us." + topic, LIMIT);
    browser.press("t");
    browser.awaitText(FLOW + " table", text -> text.contains("us." + topic));
    browser.awaitText(
        "#changes li", text -> text.contains("topics.exclude") && text.contains("applied"));
  }

  @Test
  void aNameFromAStrangerIsTextAndNothingElse() throws Exception {
    String topic = SharedClusters.uniqueName("read");
    String group = "<img src=x onerror=\"document.title='broken in'\">";
    watched.us().createTopic(topic, 1);
    Records.produce(watched.us(), topic, CompressionType.LZ4, 50);
    watched
        .us()
        .admin()
        .alterConsumerGroupOffsets(
            group, Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(20)))
        .all()
        .get();
    browser.click(FLOW + " > .line");
    browser.press("g");
    browser.fill(FLOW + " .find", "onerror");

    browser.awaitText(FLOW + " tbody", text -> text.contains(group));
    browser.click(FLOW + " tbody .link");
    browser.awaitText(FLOW + " tbody", text -> text.contains("us." + topic) && text.contains("20"));
    assertThat(browser.value("document.images.length")).isEqualTo(0L);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void anAttackIsSeenToBeRefusedAndNothingOfWhatItIsAfter() throws Exception {
    watched.writeOverride("us", "{\"bootstrap.servers\": \"canary-host:9092\"}");
    try {
      browser.awaitText(
          "#changes li",
          text ->
              text.contains("us.bootstrap.servers can't be changed here: change it in the file"));
      browser.awaitText("#changes li .chip", text -> text.equals("refused"));
      browser.click(FLOW + " > .line");
      browser.awaitText(".flow.open .inside", text -> text.contains("orders"));
      assertThat((String) browser.value("document.documentElement.outerHTML"))
          .contains("bootstrap.servers")
          .doesNotContain("canary");
    } finally {
      watched.writeOverride("us", null);
    }
    browser.awaitText(HEADLINE, text -> text.equals("Replication is healthy"));
  }

  @Test
  void everythingCanBeDoneWithTheKeyboard() {
    browser.press("?");
    assertThat(browser.value("document.querySelector('#help').open")).isEqualTo(true);
    browser.press(Keys.ESCAPE);
    browser.press("j");
    browser.press(Keys.ENTER);
    browser.awaitText(".flow.open .tab[aria-selected=true]", text -> text.equals("Topics"));
    browser.press("/");
    browser.press("nothing-like-that");
    browser.awaitText(".flow.open .inside", text -> text.contains("No such topic."));
    browser.press(Keys.ESCAPE);
    browser.press("d");
    browser.awaitText(".flow.open .inside", text -> text.contains("replicator-service"));
    browser.press(Keys.ESCAPE);
    browser.awaitText(".flow.open .inside", String::isEmpty);
  }

  @Test
  void nothingSticksOutOnAPhoneAndNothingComesFromElsewhere() {
    browser.click(FLOW + " > .line");
    for (String scheme : List.of("light", "dark")) {
      browser.look(360, 740, scheme);
      for (String tab : List.of("1", "2", "3", "4")) {
        browser.click(".tab:nth-child(" + tab + ")");
        browser.awaitText(".flow.open .inside", text -> !text.contains("Reading"));
        assertThat(browser.value("document.documentElement.scrollWidth")).isEqualTo(360L);
      }
    }
    assertThat(
            browser.value(
                "performance.getEntriesByType('resource').filter(e =>"
                    + " !e.name.startsWith(location.origin)).length"))
        .isEqualTo(0L);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void isPhotographedForTheReadme() {
    browser.look(1280, 1250, "light");
    openSettings();
    apply("rate.limit.bytes.per.second", "5000000");
    browser.press("t");
    for (int i = 0; i < 4; i++) {
      long samples = (long) browser.value(SAMPLES);
      Records.produce(watched.us(), "orders", CompressionType.LZ4, 300 + 40 * (i % 3));
      Records.produce(watched.us(), "payments", CompressionType.LZ4, 100);
      Records.produce(watched.eu(), "shipments", CompressionType.LZ4, 150);
      Awaitility.await().atMost(LIMIT).until(() -> (long) browser.value(SAMPLES) > samples + 1);
    }
    browser.awaitText(".flow.open table", text -> text.contains("payments"));
    Path file =
        Boolean.getBoolean("chappe.screenshot.write")
            ? Path.of(System.getProperty("chappe.root"), "deploy", "page.png")
            : Path.of("target", "page.png");
    browser.screenshot(file);
    assertThat(file).isNotEmptyFile();
  }

  private static void unlock() {
    browser.press("u");
    browser.fill("#token", "not the token at all");
    browser.press(Keys.ENTER);
    browser.awaitText("#unlock-problem", text -> text.equals("This isn\u2019t the token."));
    browser.fill("#token", Watched.TOKEN);
    browser.press(Keys.ENTER);
    browser.awaitText("#lock", text -> text.equals("Lock changes"));
    browser.complaints();
  }

  private static void openSettings() {
    unlock();
    browser.click(FLOW + " > .line");
    browser.press("s");
    browser.awaitText(FLOW + " .settings", text -> text.contains("Apply"));
  }

  private static void agree() {
    browser.click("#confirm-yes");
  }

  private static void await(String condition) {
    Awaitility.await().atMost(LIMIT).until(() -> browser.value(condition).equals(true));
  }

  private static String revision() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(address + "api/configuration")).build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      String body = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
      return body.replaceFirst("(?s)^.*?\"revision\":\"([^\"]*)\".*$", "$1");
    }
  }

  private static void apply(String property, String value) {
    edit(property, value);
    awaitApplied();
  }

  private static void awaitApplied() {
    browser.awaitText(FLOW + " .outcome", text -> text.equals("Applied by all 3 instances."));
  }

  private static void edit(String property, String value) {
    String field = "#set-" + property.replace(".", "\\.");
    browser.fill(field, value);
    // The button moves when a problem goes, and a click would miss it.
    browser.awaitText(field + "-problem", String::isEmpty);
    browser.click(FLOW + " .settings .main");
  }

  /** More than the limit lets through at once, all of it some minutes old. */
  private void produceOld(String topic) {
    byte[] value = new byte[1_000];
    new Random(1).nextBytes(value);
    long then = System.currentTimeMillis() - OLD_MS;
    try (Producer<byte[], byte[]> producer = Records.producer(watched.us(), Map.of())) {
      for (int i = 0; i < 300; i++) {
        producer.send(new ProducerRecord<>(topic, i % 2, then, null, value));
      }
    }
  }
}
