package io.millrace.cli;

import io.millrace.dispatcher.web.WebException;
import io.millrace.models.catalog.ModelException;
import io.millrace.models.graph.GraphException;
import io.millrace.planner.PlanningException;
import io.millrace.planner.carbon.CarbonException;
import io.millrace.topics.admin.AdminException;
import io.millrace.topics.broker.BrokerException;
import io.millrace.topics.codec.CodecException;
import java.io.PrintWriter;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * The {@code millrace} command.
 *
 * <p>Exit codes: 0 done, 1 it went wrong while running, 2 what was asked for makes no sense (usage
 * or configuration).
 */
@Command(
    name = "millrace",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Continuous video analytics on unequal devices.",
    footer = {
      "",
      "Examples:",
      "  millrace demo                        everything in one process, page on http://127.0.0.1:8080",
      "  millrace broker --data /var/millrace a broker whose data survives",
      "  millrace worker --device jetson-1    the stages that the configuration gives this device",
      "  millrace plan site                   what a set of devices can carry; needs no broker",
      ""
    },
    subcommands = {
      DemoCommand.class,
      SplitDemoCommand.class,
      BrokerCommand.class,
      DispatcherCommand.class,
      WorkerCommand.class,
      TopicsCommand.class,
      ModelsCommand.class,
      CamerasCommand.class,
      ResultsCommand.class,
      PlanCommand.class,
      ProfileCommand.class,
      PlannerCommand.class,
      SimulateCommand.class,
      ReproduceCommand.class,
      CarbonCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Millrace implements Runnable {

  /** It went wrong while running. */
  static final int FAILED = 1;

  /** What was asked for makes no sense. */
  static final int MISUSED = 2;

  private static final Logger LOG = LoggerFactory.getLogger(Millrace.class);

  @Spec private CommandSpec spec;

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs the command in this process. */
  public static int run(String... args) {
    return commandLine().execute(args);
  }

  /** The command with all its subcommands, those of other modules included. */
  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Millrace());
    for (CommandProvider provider : ServiceLoader.load(CommandProvider.class)) {
      line.addSubcommand(provider.command());
    }
    line.setExecutionExceptionHandler(Millrace::explain);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(true);
    return line;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /**
   * What is wrong with the request is told in one line; what is wrong with Millrace, with a trace.
   */
  private static int explain(Exception error, CommandLine line, ParseResult parsed) {
    PrintWriter err = line.getErr();
    String name = line.getCommandSpec().qualifiedName();
    err.println(name + ": " + error.getMessage());
    if (error instanceof IllegalArgumentException || error instanceof CodecException) {
      return MISUSED;
    }
    if (error instanceof PlanningException unplanned) {
      return switch (unplanned.reason()) {
        case INPUT, UNSUPPORTED -> MISUSED;
        case INFEASIBLE, TIME -> FAILED;
      };
    }
    if (!(error instanceof BrokerException
        || error instanceof AdminException
        || error instanceof ModelException
        || error instanceof GraphException
        || error instanceof WebException
        || error instanceof CarbonException
        || error instanceof CommandException)) {
      LOG.error("{} failed", name, error);
    }
    return FAILED;
  }
}
