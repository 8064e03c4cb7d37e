package io.chappe.heartbeat.importing;

import io.chappe.config.ConfigurationException;
import io.chappe.config.OneLine;
import io.chappe.heartbeat.importing.draft.Draft;
import io.chappe.heartbeat.importing.draft.Finishing;
import io.chappe.heartbeat.importing.draft.OutputFile;
import io.chappe.heartbeat.importing.draft.Report;
import io.chappe.heartbeat.importing.text.UnreadableInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command {@code import FILE...}: the file that was made goes to standard output, what is to be
 * said of it to standard error.
 */
public final class ImportCommand {
  /** The first argument that asks for it. */
  public static final String NAME = "import";

  static final int MAPPED = 0;
  static final int TO_LOOK_AT = 1;
  static final int UNREADABLE = 2;

  static final String USAGE =
      """
      Usage: import [--format FORMAT] [--secrets DIRECTORY] FILE...
        FILE       mm2.properties, a KafkaMirrorMaker2 of Strimzi (YAML or JSON), or the JSON of
                   connectors; - for standard input
        --format   properties, yaml or json, where the file doesn't tell
        --secrets  where the services will find files with secrets: /etc/chappe-secrets if not given
      The new file goes to standard output, the report to standard error.
      Exit code: 0 all is taken over, 1 there is something to look at, 2 nothing was made.
      """;

  private static final String SECRETS = "/etc/chappe-secrets";

  private final InputStream input;
  private final PrintStream output;
  private final PrintStream report;

  /**
   * @param input what {@code -} stands for
   */
  public ImportCommand(InputStream input, PrintStream output, PrintStream report) {
    this.input = input;
    this.output = output;
    this.report = report;
  }

  /**
   * Runs the command.
   *
   * @param arguments those behind its name
   * @return the exit code
   */
  public int run(List<String> arguments) {
    try {
      return run(Options.parse(arguments));
    } catch (UnreadableInputException e) {
      report.println(OneLine.of(e.getMessage(), OneLine.OF_LOG));
      return UNREADABLE;
    } catch (ConfigurationException e) {
      e.problems().forEach(each -> report.println(OneLine.of(each, OneLine.OF_LOG)));
      return UNREADABLE;
    } catch (StackOverflowError | OutOfMemoryError e) {
      report.println("can't be read: it is nested too deeply, or too large");
      return UNREADABLE;
    }
  }

  private int run(Options options) {
    if (options.files().isEmpty()) {
      report.print(USAGE);
      return UNREADABLE;
    }
    Draft draft = new Draft();
    InputReader reader = new InputReader(draft, options.secrets());
    options.files().forEach(file -> reader.read(file, bytes(file), options.format()));
    reader.end();
    Finishing.finish(draft, options.secrets());
    String origin = String.join(", ", options.files().stream().map(ImportCommand::shown).toList());
    output.print(OutputFile.of(draft, origin));
    output.flush();
    report.print(Report.of(draft, origin));
    return Report.isClean(draft) ? MAPPED : TO_LOOK_AT;
  }

  private byte[] bytes(String file) {
    try {
      return file.equals("-") ? input.readAllBytes() : Files.readAllBytes(Path.of(file));
    } catch (NoSuchFileException e) {
      throw new UnreadableInputException(file + ": there is no such file");
    } catch (IOException | IllegalArgumentException e) {
      throw new UnreadableInputException(file + ": can't be read: must be a file");
    }
  }

  /** The file's name alone, so that the output doesn't depend on where it lay. */
  static String shown(String file) {
    return file.equals("-") ? "standard input" : String.valueOf(Path.of(file).getFileName());
  }

  private record Options(String format, String secrets, List<String> files) {

    static Options parse(List<String> arguments) {
      String format = "";
      String secrets = SECRETS;
      List<String> files = new ArrayList<>();
      for (int at = 0; at < arguments.size(); at++) {
        String argument = arguments.get(at);
        switch (argument) {
          case "--format" -> format = format(following(arguments, at++));
          case "--secrets" -> secrets = directory(following(arguments, at++));
          default -> files.add(file(argument));
        }
      }
      return new Options(format, secrets, files);
    }

    private static String following(List<String> arguments, int at) {
      if (at + 1 == arguments.size()) {
        throw new UnreadableInputException(arguments.get(at) + " must be followed by a value");
      }
      return arguments.get(at + 1);
    }

    private static String format(String format) {
      if (!List.of("properties", "yaml", "json").contains(format)) {
        throw new UnreadableInputException(
            "--format %s: must be properties, yaml or json".formatted(format));
      }
      return format;
    }

    private static String directory(String directory) {
      if (!directory.startsWith("/")) {
        throw new UnreadableInputException(
            "--secrets %s: must be an absolute path".formatted(directory));
      }
      return directory.replaceFirst("(?<=.)/+$", "");
    }

    private static String file(String argument) {
      if (argument.startsWith("-") && !argument.equals("-")) {
        throw new UnreadableInputException(
            "Unknown argument %s: only --format and --secrets are known".formatted(argument));
      }
      return argument;
    }
  }
}
