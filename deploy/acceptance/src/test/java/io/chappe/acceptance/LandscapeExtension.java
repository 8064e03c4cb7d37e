package io.chappe.acceptance;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Gives tests the {@link Landscape}: the first that asks starts it, JUnit closes it after the last
 * test. If a test fails, what the services wrote is shown.
 */
final class LandscapeExtension implements ParameterResolver, TestExecutionExceptionHandler {
  private static final Namespace NAMESPACE = Namespace.create(LandscapeExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Landscape.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(Landscape.class, type -> Landscape.start(), Landscape.class);
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    Landscape landscape =
        context.getRoot().getStore(NAMESPACE).get(Landscape.class, Landscape.class);
    if (landscape != null) {
      context.publishReportEntry("services", landscape.outputTails());
      System.err.println(landscape.outputTails());
    }
    throw failure;
  }
}
