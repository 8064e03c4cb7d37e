package io.chappe.acceptance;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Gives tests the {@link Landscape}: the first that asks starts it, JUnit closes it after the last
 * test. If a test fails, what the services wrote is shown.
 */
public final class LandscapeExtension implements ParameterResolver, TestExecutionExceptionHandler {
  private static final Namespace NAMESPACE = Namespace.create(LandscapeExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Landscape.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Object started =
        store(context).computeIfAbsent(Landscape.class, type -> startOrFailure(), Object.class);
    if (started instanceof Throwable failure) {
      throw new ParameterResolutionException("the clusters or services did not start", failure);
    }
    return started;
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    if (store(context).get(Landscape.class) instanceof Landscape landscape) {
      System.err.println(landscape.outputTails());
    }
    throw failure;
  }

  /** What did not start once would not start for the next test either, only take its time. */
  private static Object startOrFailure() {
    try {
      return Landscape.start();
    } catch (RuntimeException | Error e) {
      return e;
    }
  }

  private static ExtensionContext.Store store(ExtensionContext context) {
    return context.getRoot().getStore(NAMESPACE);
  }
}
