package io.chappe.heartbeat.api;

import io.chappe.config.ApiSettings;
import io.chappe.control.LiveConfiguration;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Says who may see the page and the API, and what a browser may do with them. Health, metrics and
 * whatever else is below {@code /q/} is not concerned.
 */
@Singleton
public class AccessFilter {
  private static final int EARLY = 100;
  private static final String MANAGEMENT = "/q/";
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  private static final String REMOTE =
      """
      {"type":"about:blank","title":"Not from here","status":403,"detail":"The page and the API answer this machine only,\
       under the name localhost: set api.remote.enabled=true in the configuration file to let others in, or use an SSH tunnel or kubectl port-forward."}
      """;

  private static final String NAMELESS =
      """
      {"type":"about:blank","title":"Not under this name","status":403,"detail":"The page and the API answer under the names\
       of api.hosts only: add this one there in the configuration file if it is yours."}
      """;

  private final LiveConfiguration live;

  AccessFilter(LiveConfiguration live) {
    this.live = live;
  }

  void register(@Observes Filters filters) {
    filters.register(this::handle, EARLY);
  }

  private void handle(RoutingContext context) {
    if (context.normalizedPath().startsWith(MANAGEMENT)) {
      context.next();
      return;
    }
    ApiSettings settings = live.config().api();
    HttpServerResponse response = context.response();
    if (settings.access() == ApiSettings.Access.OFF) {
      response.setStatusCode(ProblemException.NOT_FOUND).end();
    } else if (isLocal(context)) {
      answer(context);
    } else if (!settings.remote()) {
      refuse(response, REMOTE);
    } else if (!Peer.isNamed(host(context), settings.hosts())) {
      refuse(response, NAMELESS);
    } else {
      answer(context);
    }
  }

  private static void refuse(HttpServerResponse response, String problem) {
    response
        .setStatusCode(ProblemException.FORBIDDEN)
        .putHeader(HttpHeaders.CONTENT_TYPE, ProblemMapper.MEDIA_TYPE)
        .end(problem.strip());
  }

  private static void answer(RoutingContext context) {
    context
        .response()
        .putHeader("Content-Security-Policy", POLICY)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("Cross-Origin-Opener-Policy", "same-origin")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
    context.next();
  }

  private static boolean isLocal(RoutingContext context) {
    return Peer.isLocal(context.request().remoteAddress().hostAddress(), host(context));
  }

  private static String host(RoutingContext context) {
    return context.request().authority() == null ? null : context.request().authority().host();
  }
}
