package io.chappe.demo;

import io.chappe.demo.data.Generator;
import io.chappe.demo.data.Shop;
import io.chappe.demo.process.ServiceProcess;
import io.chappe.demo.view.Endpoint;
import io.chappe.demo.view.View;
import io.chappe.testing.FreePorts;
import io.chappe.testing.TestCluster;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Starts everything in turn, waits, and stops everything in the opposite turn. */
final class Demo implements AutoCloseable {
  private static final List<String> CLUSTERS = List.of("us", "eu");
  private static final List<String> SERVICES =
      List.of("replicator-service", "checkpoint-service", "heartbeat-service");
  private static final long SERVICE_END_SECONDS = 12;
  private static final Duration SERVICE_START = Duration.ofSeconds(60);
  private static final Duration ARRIVAL = Duration.ofSeconds(15);
  private static final long LOOK_MILLIS = 100;

  private final Options options;
  private final Workspace workspace;
  private final PrintStream out;
  private final Map<String, TestCluster> clusters = new LinkedHashMap<>();
  private final List<ServiceProcess> services = new ArrayList<>();
  private final CountDownLatch interrupted = new CountDownLatch(1);
  private Shop shop;
  private View view;
  private String token;
  private boolean failed;
  private boolean closed;

  Demo(Options options, Workspace workspace, PrintStream out) {
    this.options = options;
    this.workspace = workspace;
    this.out = out;
  }

  /** Runs from beginning to end. */
  void run() {
    try {
      List<Runnable> steps =
          List.of(
              this::startClusters,
              this::startServices,
              this::awaitServices,
              this::startShop,
              this::startView,
              this::await,
              this::letArrive);
      for (Runnable step : steps) {
        if (interrupted.getCount() > 0) {
          step.run();
        }
      }
    } catch (DemoFailure e) {
      failed = true;
      throw e;
    } finally {
      close();
    }
  }

  private synchronized void startClusters() {
    out.println("Starting two Kafka clusters, us and eu (some seconds) ...");
    for (String alias : CLUSTERS) {
      TestCluster cluster =
          TestCluster.builder(alias)
              .folder(workspace.folder().resolve(alias))
              .closedByOwner()
              .start();
      clusters.put(alias, cluster);
      Generator.partitionsByTopic().forEach(cluster::createTopic);
    }
  }

  private synchronized void startServices() {
    out.println("Starting " + String.join(", ", SERVICES) + " ...");
    Path configuration =
        workspace.writeConfiguration(
            Mm2Properties.lines(bootstrapServers(), workspace.tokenFile()));
    token = workspace.writeToken();
    List<Integer> ports = FreePorts.find(SERVICES.size());
    for (String name : SERVICES) {
      try {
        services.add(
            ServiceProcess.start(
                name,
                workspace.runJar(name),
                workspace.agent(),
                configuration,
                ports.get(services.size()),
                workspace.log(name)));
      } catch (IOException e) {
        throw new DemoFailure("can't start " + name, e);
      }
    }
  }

  private void awaitServices() {
    awaitWhile(() -> !services.stream().allMatch(ServiceProcess::isUp), SERVICE_START.toNanos());
    if (interrupted.getCount() > 0 && !services.stream().allMatch(ServiceProcess::isUp)) {
      throw new DemoFailure(
          "not all services have started within " + SERVICE_START.toSeconds() + " s");
    }
  }

  private synchronized void startShop() {
    shop = new Shop(bootstrapServers(), options.recordsPerSecond());
    shop.start();
  }

  private synchronized void startView() {
    boolean plain = options.plain() || !View.hasScreen();
    List<String> hints =
        Hints.lines(bootstrapServers(), services.getLast().address(), token, workspace.folder());
    hints.forEach(out::println);
    List<Endpoint> endpoints =
        services.stream().map(s -> new Endpoint(s.name(), s.address(), s.pid())).toList();
    String end = options.duration().map(d -> "ends after " + d.toSeconds() + " s").orElse("");
    view =
        new View(
            endpoints,
            "Chappe: us and eu, each mirrored to the other",
            end.isEmpty() ? "Ctrl-C stops everything" : end,
            hints,
            plain ? out : null);
    view.start();
  }

  /** Waits for the end of the time or an interruption; fails when a service ends. */
  private void await() {
    long length = options.duration().map(Duration::toNanos).orElse(Long.MAX_VALUE);
    awaitWhile(() -> true, length);
  }

  /** Looks at the services now and then, until the time is over or the demo is interrupted. */
  private void awaitWhile(BooleanSupplier condition, long nanos) {
    long start = System.nanoTime();
    try {
      while (condition.getAsBoolean()
          && System.nanoTime() - start < nanos
          && !interrupted.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        for (ServiceProcess service : services) {
          if (service.hasEnded() && interrupted.getCount() > 0) {
            throw new DemoFailure(service.obituary());
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets what was produced arrive, so that the summary can be exact. */
  private void letArrive() {
    shop.stopProducing();
    awaitWhile(() -> !shop.allArrived(), ARRIVAL.toNanos());
  }

  /** Stops everything: services before brokers. Safe to call from any thread, and again. */
  @Override
  public void close() {
    interrupted.countDown();
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      if (view != null) {
        view.close();
      }
      out.println("Stopping ...");
      if (shop != null) {
        shop.close();
        Summary.lines(shop).forEach(out::println);
      }
      services.forEach(ServiceProcess::terminate);
      services.forEach(service -> service.awaitEnd(SERVICE_END_SECONDS));
      clusters.values().forEach(TestCluster::close);
      leaveOrDelete();
    }
  }

  private void leaveOrDelete() {
    if (options.keep() || failed) {
      out.println("Logs and configuration are in " + workspace.folder());
    } else {
      workspace.delete();
    }
  }

  private Map<String, String> bootstrapServers() {
    Map<String, String> servers = new LinkedHashMap<>();
    clusters.forEach((alias, cluster) -> servers.put(alias, cluster.bootstrapServers()));
    return servers;
  }
}
