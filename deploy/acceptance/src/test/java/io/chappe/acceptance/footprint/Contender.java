package io.chappe.acceptance.footprint;

import io.chappe.acceptance.MirrorMakerProcess;
import io.chappe.acceptance.ProcessFigures;
import io.chappe.acceptance.Service;
import io.chappe.acceptance.ServiceProcess;
import io.chappe.testing.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** What is measured, and how it is started. */
enum Contender {
  NATIVE("Chappe, native"),
  JVM("Chappe, JVM"),
  MM2("MM2 4.3.1, dedicated");

  /** Sizes that its own start script gives it: connect-mirror-maker.sh, kafka-run-class.sh. */
  private static final List<String> MM2_JVM =
      List.of(
          "-server",
          "-Xms256M",
          "-Xmx2G",
          "-XX:+UseG1GC",
          "-XX:MaxGCPauseMillis=20",
          "-XX:InitiatingHeapOccupancyPercent=35",
          "-XX:+ExplicitGCInvokesConcurrent",
          "-Djava.awt.headless=true",
          "-Dorg.slf4j.simpleLogger.log.org.apache.kafka.connect.mirror.MirrorMaker=info");

  /** Its last line of the start. */
  private static final String MM2_STARTED = "Kafka MirrorMaker started";

  private final String title;

  Contender(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** Whether it is built. */
  boolean isThere() {
    return this == MM2
        ? Files.isDirectory(MirrorMakerProcess.LIBRARIES)
        : Service.REPLICATOR.isBuilt(runner());
  }

  /** What it is made of, as far as that is built: MM2 does all in one process. */
  List<Service> services() {
    return this == MM2
        ? List.of(Service.REPLICATOR)
        : Stream.of(Service.values()).filter(each -> each.isBuilt(runner())).toList();
  }

  /**
   * A process that was started just now.
   *
   * @param ready whether it says that it works
   * @param end ends it
   */
  record Started(long pid, BooleanSupplier ready, Runnable end) implements AutoCloseable {
    ProcessFigures figures() {
      return new ProcessFigures(pid);
    }

    @Override
    public void close() {
      end.run();
    }
  }

  Started start(Service service, Path configuration) {
    if (this == MM2) {
      MirrorMakerProcess process = MirrorMakerProcess.dedicated(configuration, MM2_JVM);
      return new Started(
          process.pid(), () -> process.outputTail().contains(MM2_STARTED), process::close);
    }
    int port = FreePorts.find(1).getFirst();
    ServiceProcess process =
        ServiceProcess.start(service, configuration, port, service.command(runner(), jvm()));
    ReadyProbe probe = new ReadyProbe(port);
    return new Started(process.pid(), probe::isReady, process::close);
  }

  /** What is installed of a service, without the Java runtime that it may need, in MiB. */
  double megabytes(Service service) {
    return switch (this) {
      case NATIVE -> size(Path.of(service.command(runner(), jvm()).getFirst()));
      case JVM -> size(Path.of(service.command(runner(), jvm()).getLast()).getParent());
      case MM2 -> size(MirrorMakerProcess.LIBRARIES);
    };
  }

  private String runner() {
    return this == NATIVE ? "native" : "jvm";
  }

  /** As the images have it; see {@code quarkus.jib.jvm-additional-arguments}. */
  private static List<String> jvm() {
    return List.of("-XX:+UseSerialGC", "-Xmx256m");
  }

  private static double size(Path file) {
    try (Stream<Path> files = Files.walk(file)) {
      return files.filter(Files::isRegularFile).mapToLong(Contender::bytes).sum() / 1_048_576.0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long bytes(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
