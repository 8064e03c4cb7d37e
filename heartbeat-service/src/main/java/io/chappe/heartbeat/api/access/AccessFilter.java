package io.chappe.heartbeat.api.access;

import io.chappe.config.ApiSettings;
import io.chappe.control.LiveConfiguration;
import io.chappe.heartbeat.api.problem.Problem;
import io.chappe.heartbeat.api.problem.ProblemException;
import io.chappe.heartbeat.api.problem.ProblemMapper;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

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

  private static final String IN_ADDRESS =
      """
      {"type":"about:blank","title":"Not allowed","status":401,"detail":"A token in the address is never accepted, since addresses are logged:\
       send it as Authorization: Bearer <token>, and replace this one."}
      """;

  /** The page itself, which shows nothing without the API. Whatever else there is takes a token. */
  private static final Pattern OPEN = Pattern.compile("/(?:[a-z]+\\.(?:html|js|css|svg))?");

  private static final Pattern TOKEN_NAME =
      Pattern.compile("(?:access_?|api_?|auth_?)?token|bearer|authorization|api_?key");

  private final LiveConfiguration live;
  private final TokenAccess access;

  AccessFilter(LiveConfiguration live, TokenAccess access) {
    this.live = live;
    this.access = access;
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
      admit(context);
    } else if (!settings.remote()) {
      refuse(response, ProblemException.FORBIDDEN, REMOTE);
    } else if (!Peer.isNamed(host(context), settings.hosts())) {
      refuse(response, ProblemException.FORBIDDEN, NAMELESS);
    } else {
      admit(context);
    }
  }

  private void admit(RoutingContext context) {
    if (hasTokenInAddress(context)) {
      refuse(context.response(), ProblemException.UNAUTHORIZED, IN_ADDRESS);
    } else if (!access.isNeededToLook() || OPEN.matcher(context.normalizedPath()).matches()) {
      answer(context);
    } else {
      context.request().pause();
      String authorization = context.request().getHeader(HttpHeaders.AUTHORIZATION);
      context
          .vertx()
          .executeBlocking(() -> refusal(authorization), false)
          .onComplete(
              tried -> {
                context.request().resume();
                if (tried.failed()) {
                  context.fail(tried.cause());
                } else {
                  tried.result().ifPresentOrElse(x -> refuse(context, x), () -> answer(context));
                }
              });
    }
  }

  private static boolean hasTokenInAddress(RoutingContext context) {
    return context.queryParams().names().stream()
        .anyMatch(name -> TOKEN_NAME.matcher(name.toLowerCase(Locale.ROOT)).matches());
  }

  /** Reads a file, so not for a thread of the server. */
  private Optional<Problem> refusal(String authorization) {
    try {
      access.checkLook(authorization);
      return Optional.empty();
    } catch (ProblemException e) {
      return Optional.of(e.problem());
    }
  }

  private static void refuse(RoutingContext context, Problem problem) {
    refuse(context.response(), problem.status(), Json.encode(problem));
  }

  private static void refuse(HttpServerResponse response, int status, String problem) {
    ProblemMapper.headers(status).forEach(response::putHeader);
    response
        .setStatusCode(status)
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
