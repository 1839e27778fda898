package io.millrace.cli;

import io.millrace.cli.config.MillraceConfig;
import io.millrace.dispatcher.app.Dispatcher;
import io.millrace.topics.metric.MetricRegistry;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.trace.Tracing;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a dispatcher as a process of its own. */
@Command(
    name = "dispatcher",
    mixinStandardHelpOptions = true,
    description = "Feed a pipeline with cameras and show its results.",
    footer = {
      "",
      "Examples:",
      "  millrace dispatcher --config millrace.yaml --bootstrap-servers kafka:9092",
      "  millrace dispatcher --pipeline objects --camera street.mp4 --pace asap --until-done",
      ""
    })
final class DispatcherCommand implements Callable<Integer> {

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Mixin private ConfigOptions config = new ConfigOptions();

  @Mixin private CameraOptions cameras = new CameraOptions();

  @Mixin private WebOptions web = new WebOptions();

  @Mixin private ReportOptions report = new ReportOptions();

  @Option(
      names = "--until-done",
      description = "End when every camera has ended and every frame is accounted for.")
  private boolean untilDone;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    MillraceConfig wanted = config.read();
    KafkaConnection connection = kafka.connection(wanted.limits().maxRecordBytes());
    try (Shutdown shutdown = new Shutdown();
        MetricRegistry registry = MetricRegistry.ofProcess();
        Tracing tracing = Wiring.tracing("millrace-dispatcher");
        RunReport.Results results = report.openResults()) {
      Wiring.prepareTopics(wanted, connection, "millrace-dispatcher", new Progress(err));
      try (Dispatcher dispatcher =
          Wiring.dispatcher(
              wanted,
              connection.measuredBy(registry),
              registry,
              tracing,
              web.settings(),
              results.listeners())) {
        err.println("page on " + dispatcher.address());
        err.flush();
        Wiring.awaitReady(dispatcher, shutdown, err);
        Wiring.addCameras(dispatcher, cameras.specs(wanted));
        while (!shutdown.await(TimeUnit.MILLISECONDS.toNanos(200))) {
          if (untilDone && dispatcher.camerasEnded() && dispatcher.awaitAccounted(Duration.ZERO)) {
            break;
          }
        }
        return report.finish(dispatcher, spec.commandLine().getOut(), err);
      }
    }
  }
}
