package io.chappe.demo.view;

import java.net.URI;

/**
 * A running service to look at.
 *
 * @param name as shown, such as {@code replicator-service}
 * @param address where it serves HTTP, such as {@code http://localhost:8080}
 * @param pid its process id if it runs on this machine; 0 if that isn't known
 */
public record Endpoint(String name, URI address, long pid) {}
