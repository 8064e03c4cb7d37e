package io.chappe.heartbeat.api;

import io.chappe.heartbeat.api.problem.ProblemException;
import io.chappe.heartbeat.view.Lookout;
import io.chappe.heartbeat.view.Overview;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** The overview again and again: as soon as something is new, and each three seconds at least. */
@Path("/api/events")
@Tag(name = "status")
public class EventsResource {
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final int LOOKS_AT_MOST = 6;
  private static final int MOST_LISTENERS = 100;

  /** Who may look may be changed: whoever listens must ask again, after that at the latest. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final Lookout lookout;
  private final AtomicInteger listeners = new AtomicInteger();

  EventsResource(Lookout lookout) {
    this.lookout = lookout;
  }

  /** Server-sent events. */
  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RestStreamElementType(MediaType.APPLICATION_JSON)
  @Operation(summary = "The overview as server-sent events, whenever something is new")
  public Multi<Overview> events() {
    if (listeners.incrementAndGet() > MOST_LISTENERS) {
      listeners.decrementAndGet();
      throw ProblemException.unavailable("Too many look on already: ask /api/overview instead.");
    }
    Told told = new Told();
    return Multi.createFrom()
        .ticks()
        .every(LOOK)
        .onOverflow()
        .drop()
        .filter(tick -> told.isDue(lookout.news()))
        .map(tick -> lookout.overview())
        .select()
        .first(LONGEST)
        .onTermination()
        .invoke(listeners::decrementAndGet);
  }

  /** What one listener knows. Its stream never runs on two threads at once. */
  private static final class Told {
    private long news = -1;
    private int silentLooks;

    boolean isDue(long newest) {
      silentLooks++;
      if (newest == news && silentLooks < LOOKS_AT_MOST) {
        return false;
      }
      news = newest;
      silentLooks = 0;
      return true;
    }
  }
}
