package io.chappe.service;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves what is for operators and machines on a port of its own, if {@code chappe.management.port}
 * names one: all below {@code /q/}, and {@code /translate}. Then the service's usual port answers
 * 404 for that, and this one for everything else; so either can listen where the other must not.
 * Quarkus' own management interface is chosen when an executable is built, not when it is run.
 */
@Singleton
public class ManagementPort {
  private static final Logger LOGGER = LoggerFactory.getLogger(ManagementPort.class);
  private static final int BEFORE_OTHERS = 1_000;
  private static final int NOT_FOUND = 404;
  private static final long LIMIT_SECONDS = 5;

  /** After what says that the configuration can't be used. */
  private static final int AFTER_CONFIGURATION = 100;

  private final Vertx vertx;
  private final Optional<Integer> port;
  private final String host;
  private HttpServer server;

  /**
   * @param port to listen on; not served apart if empty
   * @param host address to listen on
   */
  ManagementPort(
      Vertx vertx,
      @ConfigProperty(name = "chappe.management.port") Optional<Integer> port,
      @ConfigProperty(name = "chappe.management.host", defaultValue = "0.0.0.0") String host) {
    this.vertx = vertx;
    this.port = port;
    this.host = host;
  }

  void register(@Observes Filters filters) {
    port.ifPresent(apart -> filters.register(context -> route(context, apart), BEFORE_OTHERS));
  }

  private static void route(RoutingContext context, int apart) {
    boolean here = context.request().localAddress().port() == apart;
    if (here == isManagement(context.normalizedPath())) {
      context.next();
    } else {
      context.response().setStatusCode(NOT_FOUND).end();
    }
  }

  static boolean isManagement(String path) {
    return path.equals("/q") || path.startsWith("/q/") || path.startsWith("/translate");
  }

  void start(@Observes @Priority(AFTER_CONFIGURATION) StartupEvent event)
      throws InterruptedException {
    if (port.isEmpty()) {
      return;
    }
    server = vertx.createHttpServer().requestHandler(VertxHttpRecorder.getRootHandler());
    try {
      server
          .listen(port.get(), host)
          .toCompletionStage()
          .toCompletableFuture()
          .get(LIMIT_SECONDS, TimeUnit.SECONDS);
      LOGGER.info(
          "health, metrics and translation are served apart: host={} port={}", host, port.get());
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "chappe.management.port=%d: can't listen on %s:%d: %s"
              .formatted(port.get(), host, port.get(), e.getCause() == null ? e : e.getCause()),
          e);
    }
  }

  void stop(@Observes ShutdownEvent event) {
    if (server != null) {
      server.close();
    }
  }
}
