package io.chappe.heartbeat;

import io.chappe.heartbeat.importing.ImportCommand;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Arrays;
import java.util.List;

/** The main class of heartbeat-service: the service, or the command {@code import} in its place. */
@QuarkusMain(name = Main.NAME)
public final class Main {
  static final String NAME = "heartbeat";

  private Main() {}

  /**
   * Runs the command that the first argument names, or else the service.
   *
   * @param arguments {@code import FILE...}, or those of every service
   */
  public static void main(String... arguments) {
    if (arguments.length > 0 && arguments[0].equals(ImportCommand.NAME)) {
      List<String> rest = Arrays.asList(arguments).subList(1, arguments.length);
      System.exit(new ImportCommand(System.in, System.out, System.err).run(rest));
    }
    io.chappe.service.Main.main(arguments);
  }
}
