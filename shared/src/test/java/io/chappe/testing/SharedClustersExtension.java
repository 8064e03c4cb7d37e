package io.chappe.testing;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the {@link SharedClusters} of this JVM as a parameter. The first test that asks
 * starts them; JUnit closes them after the last test.
 */
public final class SharedClustersExtension implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(SharedClustersExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == SharedClusters.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(
            SharedClusters.class, type -> SharedClusters.start(), SharedClusters.class);
  }
}
