package io.chappe.heartbeat.api.change;

import io.chappe.clients.KafkaClients;
import io.chappe.config.ClientSettings;
import io.chappe.control.ConfigWriter;
import io.chappe.control.LiveConfiguration;
import io.chappe.heartbeat.lag.LagObservers;
import io.chappe.heartbeat.view.Lookout;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The plain objects behind the resources. */
public class ApiBeans {
  /** After the service itself: the configuration has been read by then. */
  private static final int LATER = 5_000;

  @Produces
  @Singleton
  Lookout lookout(LiveConfiguration live, LagObservers lags) {
    return new Lookout(live, home(live), lags);
  }

  @Produces
  @Singleton
  Changes changes(LiveConfiguration live, LagObservers lags) {
    return new Changes(
        live,
        new ConfigWriter(live, new KafkaClients(home(live), "chappe-api")),
        new Effects(lags::sourceTopics));
  }

  private static ClientSettings home(LiveConfiguration live) {
    return live.config().clusters().get(live.config().home());
  }

  void start(@Observes @Priority(LATER) StartupEvent event, Lookout lookout) {
    lookout.start();
  }

  void stop(@Observes ShutdownEvent event, Lookout lookout) {
    lookout.close();
  }
}
