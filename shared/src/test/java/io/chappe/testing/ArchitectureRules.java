package io.chappe.testing;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/**
 * The cuts that must stay: services apart from each other, Kafka's internal classes in the wire
 * packages alone, no packages that need each other, none too large to read. Each module applies
 * them to its own classes.
 */
public final class ArchitectureRules {
  private static final List<String> SERVICES = List.of("replicator", "checkpoint", "heartbeat");

  /**
   * What kafka-clients offers to the public. Anything else of {@code org.apache.kafka} may change
   * in any release.
   */
  private static final DescribedPredicate<JavaClass> PUBLIC_KAFKA =
      resideInAnyPackage(
              "org.apache.kafka.clients.admin",
              "org.apache.kafka.clients.consumer",
              "org.apache.kafka.clients.producer",
              "org.apache.kafka.common",
              "org.apache.kafka.common.acl",
              "org.apache.kafka.common.config..",
              "org.apache.kafka.common.errors",
              "org.apache.kafka.common.header",
              "org.apache.kafka.common.metrics",
              "org.apache.kafka.common.quota",
              "org.apache.kafka.common.resource",
              "org.apache.kafka.common.security.auth",
              "org.apache.kafka.common.serialization",
              "org.apache.kafka.connect..")
          .or(equivalentTo(TimestampType.class))
          .or(equivalentTo(CommonClientConfigs.class))
          // Named in the documentation of ssl.engine.factory.class.
          .or(equivalentTo(DefaultSslEngineFactory.class));

  private static final int MOST_FILES = 25;

  private ArchitectureRules() {}

  /**
   * Checks the classes of the module in whose directory the test runs.
   *
   * @param module the last part of the module's package: {@code replicator} for {@code
   *     io.chappe.replicator}, or {@code shared}
   */
  public static void check(String module) {
    JavaClasses classes = new ClassFileImporter().importPath(Path.of("target", "classes"));
    keepsApartFromOtherServices(classes, module);
    keepsKafkaInternalsInTheWirePackages(classes);
    hasNoPackageCycles(classes);
    hasSmallPackages(classes);
    spellsLogLinesInOneWay();
  }

  private static void keepsApartFromOtherServices(JavaClasses classes, String module) {
    String[] others =
        SERVICES.stream()
            .filter(service -> !service.equals(module))
            .map(service -> "io.chappe." + service + "..")
            .toArray(String[]::new);
    noClasses()
        .should()
        .dependOnClassesThat(resideInAnyPackage(others))
        .because("the services share nothing but the module shared, and topics")
        .check(classes);
  }

  private static void keepsKafkaInternalsInTheWirePackages(JavaClasses classes) {
    noClasses()
        .that(not(resideInAPackage("io.chappe.replicator.wire..")))
        .should()
        .dependOnClassesThat(resideInAPackage("org.apache.kafka..").and(not(PUBLIC_KAFKA)))
        .because("Kafka's internals change without notice; only the wire packages pay for that")
        .allowEmptyShould(true)
        .check(classes);
  }

  private static void hasNoPackageCycles(JavaClasses classes) {
    slices()
        .matching("io.chappe.(**)")
        .should()
        .beFreeOfCycles()
        .because("a package that needs another back can't be read, or moved, without it")
        .check(classes);
  }

  private static void hasSmallPackages(JavaClasses classes) {
    Map<String, Long> files =
        classes.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(each -> !each.getSimpleName().equals("package-info"))
            .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
    assertThat(files)
        .as("files by package: one of more than %d holds more than one idea", MOST_FILES)
        .allSatisfy((name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(MOST_FILES));
  }

  /** JSON logs take their fields from the text of a line: a sentence, a colon, pairs. */
  private static void spellsLogLinesInOneWay() {
    Pattern withoutColon = Pattern.compile("\"[^\"=\\n]*[^\":=\\s]\\s\\w+=\\{}");
    assertThat(sources())
        .isNotEmpty()
        .allSatisfy(
            each ->
                assertThat(withoutColon.matcher(Files.readString(each)).results())
                    .as("log lines in %s without a colon before the first key", each)
                    .extracting(MatchResult::group)
                    .isEmpty());
  }

  private static List<Path> sources() {
    try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
      return files.filter(each -> each.toString().endsWith(".java")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
