package io.millrace.bench;

import io.millrace.cli.CommandProvider;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Adds {@code millrace bench} to the command line. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measure Millrace on this machine.",
    subcommands = {
      CarbonDayCommand.class,
      ChangeCommand.class,
      BundlesCommand.class,
      CuttingCommand.class,
      EfficiencyCommand.class,
      HopCommand.class,
      JoinCommand.class,
      LiveRoutingCommand.class,
      MetricsCommand.class,
      PlanningCommand.class,
      PlanVsLiveCommand.class,
      RecoveryCommand.class,
      RoutingCommand.class,
      SharingCommand.class,
      SimulateSpeedCommand.class
    },
    footer = {"", "Example:", "  millrace bench efficiency --json efficiency.json", ""})
public final class BenchCommands implements CommandProvider, Runnable {

  @Spec private CommandSpec spec;

  @Override
  public Object command() {
    return this;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
