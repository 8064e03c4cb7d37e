package io.chappe.service;

import io.chappe.config.ChappeConfig;
import io.chappe.config.ConfigLoader;
import io.quarkus.runtime.annotations.CommandLineArguments;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The plain objects that every service may have injected. */
public class ServiceBeans {

  /** The one configuration, read when it is first asked for. */
  @Produces
  @Singleton
  ChappeConfig configuration(
      @CommandLineArguments String[] arguments,
      @ConfigProperty(name = "chappe.config") Optional<String> setting) {
    ServiceArguments parsed = ServiceArguments.parse(List.of(arguments), setting);
    return ConfigLoader.load(parsed.file(), System.getenv(), parsed.onlyClusters());
  }

  @Produces
  @Singleton
  LoopWatch loopWatch() {
    return new LoopWatch(System::nanoTime);
  }
}
