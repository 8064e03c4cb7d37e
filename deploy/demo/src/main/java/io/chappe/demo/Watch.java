package io.chappe.demo;

import io.chappe.demo.view.Endpoint;
import io.chappe.demo.view.View;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The view alone, over services that run already. */
final class Watch {
  private Watch() {}

  /** Shows the services at these addresses until the process is ended. */
  static void run(List<String> addresses) {
    List<Endpoint> endpoints = addresses.stream().map(Watch::endpoint).toList();
    View view =
        new View(
            endpoints, "Chappe", "Ctrl-C ends", List.of(), View.hasScreen() ? null : System.out);
    Runtime.getRuntime().addShutdownHook(new Thread(view::close, "shutdown"));
    view.start();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Endpoint endpoint(String address) {
    URI uri = URI.create(address.contains("://") ? address : "http://" + address);
    if (uri.getAuthority() == null) {
      throw new IllegalArgumentException(address + " is not an address such as http://host:8080");
    }
    return new Endpoint(uri.getAuthority(), uri, 0);
  }
}
