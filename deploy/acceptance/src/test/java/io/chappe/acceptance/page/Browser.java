package io.chappe.acceptance.page;

import static io.chappe.acceptance.Patience.LIMIT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;

/** A headless Chromium with one tab. */
public final class Browser implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Why there is no browser here; empty if there is one. */
  public static Optional<String> missing() {
    return browser().isPresent() && driver().isPresent()
        ? Optional.empty()
        : Optional.of(
            "there is no chromium with its chromedriver on PATH (Debian: apt-get install chromium"
                + " chromium-driver)");
  }

  public static Browser start() {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(browser().orElseThrow().toFile());
    options.addArguments(
        "--headless=new",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--window-size=1280,960");
    if (System.getProperty("user.name").equals("root")) {
      options.addArguments("--no-sandbox");
    }
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(driver().orElseThrow().toFile())
            .build();
    return new Browser(new ChromeDriver(service, options));
  }

  public void open(String address) {
    driver.get(address);
  }

  /** The text of the first such element; empty if there is none. */
  public String text(String css) {
    return (String)
        driver.executeScript(
            "return (document.querySelector(arguments[0]) || {textContent: ''}).textContent", css);
  }

  /** What an expression says. */
  Object value(String expression) {
    return driver.executeScript("return " + expression);
  }

  void awaitText(String css, Predicate<String> condition) {
    String[] last = {""};
    try {
      Awaitility.await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(100))
          .until(() -> condition.test(last[0] = text(css)));
    } catch (org.awaitility.core.ConditionTimeoutException e) {
      throw new AssertionError(css + " shows: " + last[0] + "\nthe page: " + text("main"), e);
    }
  }

  /** Clicks it as soon as that is possible: news may have another element take its place. */
  public void click(String css) {
    act(() -> driver.findElement(By.cssSelector(css)).click());
  }

  /** Types over what stands in a field. */
  void fill(String css, String text) {
    act(
        () -> {
          driver.findElement(By.cssSelector(css)).clear();
          driver.findElement(By.cssSelector(css)).sendKeys(text);
        });
  }

  /** Presses keys wherever the focus is. */
  void press(CharSequence keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  /** Looks as on a screen of that size. */
  void look(int width, int height, String scheme) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Writes what is seen. */
  void screenshot(Path file) {
    Map<String, Object> shot =
        driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png"));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, Base64.getDecoder().decode((String) shot.get("data")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the page has complained of in the console since the last call. */
  List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    driver.manage().logs().get("browser").forEach(each -> complaints.add(each.getMessage()));
    return complaints;
  }

  private static void act(Runnable action) {
    await(
        () -> {
          action.run();
          return true;
        });
  }

  /** Tries until it is so: news may have another element take the place of one. */
  static void await(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptionsInstanceOf(WebDriverException.class)
        .until(condition);
  }

  private static Optional<Path> browser() {
    return NAMES.stream().flatMap(name -> onPath(name).stream()).findFirst();
  }

  private static Optional<Path> driver() {
    return onPath("chromedriver");
  }

  private static Optional<Path> onPath(String name) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
