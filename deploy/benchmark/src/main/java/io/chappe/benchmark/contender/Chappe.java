package io.chappe.benchmark.contender;

import io.chappe.benchmark.load.Workload;
import io.chappe.testing.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The replicator-service as it is built, with its defaults; but for the option that its
 * documentation asks for where a native executable has thousands of partitions.
 */
public final class Chappe implements Contender {
  private static final int THOUSANDS = 3_000;

  private final String name;
  private final Optional<List<String>> command;
  private final List<String> forThousands;

  private Chappe(String name, Optional<List<String>> command, List<String> forThousands) {
    this.name = name;
    this.command = command;
    this.forThousands = forThousands;
  }

  /** On the JVM, as its container runs it. */
  public static Chappe onTheJvm(Path project) {
    Path jar = project.resolve("replicator-service/target/quarkus-app/quarkus-run.jar");
    return new Chappe(
        "Chappe, JVM",
        Optional.of(jar)
            .filter(Files::isReadable)
            .map(
                there ->
                    List.of(
                        Java.executable(), "-Xmx256m", "-XX:+UseSerialGC", "-jar", jar.toString())),
        List.of());
  }

  /** As a native executable. */
  public static Chappe nativeExecutable(Path project) {
    Path target = project.resolve("replicator-service/target");
    try (DirectoryStream<Path> executables = Files.newDirectoryStream(target, "*-runner")) {
      Iterator<Path> found = executables.iterator();
      return new Chappe(
          "Chappe, native",
          found.hasNext() ? Optional.of(List.of(found.next().toString())) : Optional.empty(),
          List.of("-Xmn32m"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isThere() {
    return command.isPresent();
  }

  @Override
  public Running start(Task task, Path folder) {
    String flow = task.alias() + "->eu";
    List<String> lines =
        new ArrayList<>(
            List.of(
                "clusters = " + task.alias() + ", eu",
                task.alias() + ".bootstrap.servers = " + task.source(),
                "eu.bootstrap.servers = " + task.target(),
                flow + ".enabled = true",
                flow + ".topics = " + task.topics(),
                "replication.factor = 1",
                "offset-map.topic.replication.factor = 1",
                "sync.topic.acls.enabled = false"));
    if (task.workload().kind() == Workload.Kind.TRANSFORMED) {
      lines.addAll(Java.headerTransform(flow));
    }
    List<String> started = new ArrayList<>(command.orElseThrow());
    if (task.workload().partitions() >= THOUSANDS) {
      started.addAll(forThousands);
    }
    return Running.start(
        started,
        Map.of(
            "CHAPPE_CONFIG", Java.write(folder.resolve("chappe.properties"), lines).toString(),
            "QUARKUS_HTTP_HOST", "127.0.0.1",
            "QUARKUS_HTTP_PORT", FreePorts.find(1).getFirst().toString()),
        folder);
  }
}
