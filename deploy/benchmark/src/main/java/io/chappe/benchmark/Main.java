package io.chappe.benchmark;

import io.chappe.benchmark.contender.Chappe;
import io.chappe.benchmark.contender.Contender;
import io.chappe.benchmark.contender.MirrorMaker;
import io.chappe.benchmark.contender.PlainLoop;
import io.chappe.benchmark.contender.Task;
import io.chappe.benchmark.limit.Limit;
import io.chappe.benchmark.load.Content;
import io.chappe.benchmark.load.Filler;
import io.chappe.benchmark.load.ManyTopics;
import io.chappe.benchmark.load.Payload;
import io.chappe.benchmark.load.Workload;
import io.chappe.benchmark.report.Chart;
import io.chappe.benchmark.report.CopyTable;
import io.chappe.benchmark.report.Goals;
import io.chappe.benchmark.report.LatencyTable;
import io.chappe.benchmark.report.ScaleTable;
import io.chappe.benchmark.run.CatchUp;
import io.chappe.benchmark.run.CopyResult;
import io.chappe.benchmark.run.Latency;
import io.chappe.benchmark.run.Scale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;

/** Measures all contenders on all workloads, and writes a report. */
public final class Main {
  private static final double MEBI = 1024 * 1024;
  private static final List<Integer> PARTITIONS = List.of(100, 1_000, 10_000);

  private final Options options;
  private final List<Contender> contenders;
  private final List<CopyTable> copies = new ArrayList<>();
  private final List<LatencyTable> latencies = new ArrayList<>();
  private final List<ScaleTable> scales = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private int runs;

  private Main(Options options, List<Contender> contenders) {
    this.options = options;
    this.contenders = contenders;
  }

  /** See {@link Options#USAGE}. The system property {@code chappe.project} is the project's top. */
  public static void main(String[] arguments) throws IOException {
    Path project = Path.of(System.getProperty("chappe.project", ".")).toAbsolutePath().normalize();
    if (List.of(arguments).contains("--help")) {
      System.out.print(Options.USAGE);
      return;
    }
    Options options;
    try {
      options = Options.parse(arguments, project);
    } catch (IllegalArgumentException e) {
      System.err.print("benchmark: " + e.getMessage() + "\n\n" + Options.USAGE);
      System.exit(2);
      return;
    }
    List<Contender> all =
        List.of(
            Chappe.nativeExecutable(project),
            Chappe.onTheJvm(project),
            new MirrorMaker(project, true),
            new MirrorMaker(project, false),
            new PlainLoop());
    all.stream()
        .filter(each -> !each.isThere())
        .forEach(each -> System.out.println("not built, left out: " + each.name()));
    List<Contender> chosen =
        all.stream()
            .filter(Contender::isThere)
            .filter(each -> options.contenders().matcher(each.name()).matches())
            .toList();
    Main main = new Main(options, chosen);
    main.measure();
    if (!main.failures.isEmpty()) {
      System.exit(1);
    }
  }

  private void measure() throws IOException {
    for (Workload workload : Workload.all()) {
      if (options.workloads().matcher(workload.name()).matches()) {
        copy(workload);
        write();
      }
    }
    if (options.workloads().matcher("latency").matches()) {
      for (int rate : Latency.rates()) {
        latency(rate);
        write();
      }
    }
    for (int partitions : PARTITIONS) {
      if (options.workloads().matcher("partitions " + partitions).matches()) {
        partitions(partitions);
        write();
      }
    }
  }

  private void copy(Workload workload) {
    try (Arena arena = Arena.start()) {
      int records = (int) (options.mebibytes() * workload.share() * MEBI / Payload.BYTES);
      new Filler(workload, records).fill(arena.source());
      Content original = Content.of(arena.source(), workload.topic());
      CopyTable table = new CopyTable(workload, original);
      copies.add(table);
      CatchUp catchUp = new CatchUp(arena, workload, original);
      attempt(workload.name() + ", limit", () -> limit(arena, workload)); // Warms the brokers up.
      for (int round = 1; round <= options.rounds(); round++) {
        if (workload.kind() == Workload.Kind.PLAIN) {
          attempt(workload.name() + ", limit", () -> table.add(limit(arena, workload)));
        }
        for (Contender each : contenders) {
          String what = workload.name() + " | " + round + " | " + each.name();
          attempt(
              what,
              () -> {
                CopyResult result = catchUp.run(each, alias());
                System.out.println(what + " | " + result);
                table.add(each.name(), result);
              });
        }
      }
      System.out.println(table.lines());
    }
  }

  private Limit limit(Arena arena, Workload workload) {
    Task task =
        new Task(
            alias(),
            arena.source().bootstrapServers(),
            arena.target().bootstrapServers(),
            workload,
            false);
    Limit limit = Limit.measure(task, task.alias() + ".limit", arena.folder());
    arena.deleteOnTarget(task.alias() + ".limit");
    System.out.println(workload.name() + " | " + limit);
    return limit;
  }

  private void latency(int rate) {
    LatencyTable table = new LatencyTable(rate);
    latencies.add(table);
    try (Arena arena = Arena.start()) {
      Latency latency = new Latency(arena, rate);
      latency.run(contenders.getFirst(), alias()); // Warms the brokers up.
      for (int round = 1; round <= options.rounds(); round++) {
        for (Contender each : contenders) {
          attempt(
              rate + " records/s | " + each.name(),
              () -> table.add(each.name(), latency.run(each, alias())));
        }
      }
    }
    System.out.println(LatencyTable.head() + table.lines());
  }

  private void partitions(int count) {
    ScaleTable table = new ScaleTable(count);
    scales.add(table);
    try (Arena arena = Arena.start()) {
      ManyTopics topics = new ManyTopics(count);
      topics.create(arena.source());
      topics.write(arena.source());
      Scale scale = new Scale(arena, topics);
      for (int round = 1; round <= options.rounds(); round++) {
        for (Contender each : contenders) {
          if (each.takesManyTopics()) {
            String what = count + " partitions | " + each.name();
            attempt(
                what,
                () -> {
                  Scale.Result result = scale.run(each, alias());
                  System.out.println(what + " | " + result);
                  table.add(each.name(), result);
                });
          }
        }
      }
    }
    System.out.println(ScaleTable.head() + table.lines());
  }

  /** One that fails doesn't cost the hours that the others took; the report tells of it. */
  private void attempt(String what, Runnable run) {
    try {
      run.run();
    } catch (IllegalStateException e) {
      System.out.println(what + " | failed: " + e.getMessage());
      failures.add(
          what.replace(" | ", ", ")
              + ": "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  private String alias() {
    return "run" + ++runs;
  }

  private void write() throws IOException {
    StringBuilder text = new StringBuilder(head());
    if (!copies.isEmpty()) {
      text.append("\n## Copying what is there\n\n").append(CopyTable.head());
      copies.forEach(each -> text.append(each.lines()));
    }
    if (!latencies.isEmpty()) {
      text.append("\n## Latency\n\n").append(LatencyTable.head());
      latencies.forEach(each -> text.append(each.lines()));
    }
    if (!scales.isEmpty()) {
      text.append("\n## Many partitions\n\n").append(ScaleTable.head());
      scales.forEach(each -> text.append(each.lines()));
    }
    text.append("\n## Goals\n\n").append(Goals.table(copies, latencies, scales));
    if (!failures.isEmpty()) {
      text.append("\n## Failed\n\n");
      failures.forEach(each -> text.append("* ").append(each).append('\n'));
    }
    Files.createDirectories(options.output());
    Files.writeString(options.output().resolve("results.md"), text);
    Files.writeString(
        options.output().resolve("results.svg"),
        Chart.svg(copies, contenders.stream().map(Contender::name).toList()));
  }

  private String head() throws IOException {
    String processor;
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      processor =
          lines
              .filter(line -> line.startsWith("model name"))
              .map(line -> line.replaceAll(".*: ", ""))
              .findFirst()
              .orElse("unknown processor");
    }
    return """
        # Benchmark

        %s, %s, %d processors, Java %s, Kafka %s. Medians of %d rounds, in each of which every \
        contender copied the same data, one after the other, beside both brokers on this machine. \
        %d MiB of payload (a quarter in batches of one record; half in transactions, compacted, \
        transformed or over a link; eightfold in a catch-up), records of 1 KiB.
        """
        .formatted(
            LocalDate.now(ZoneOffset.UTC),
            processor,
            Runtime.getRuntime().availableProcessors(),
            Runtime.version(),
            AppInfoParser.getVersion(),
            options.rounds(),
            options.mebibytes());
  }
}
