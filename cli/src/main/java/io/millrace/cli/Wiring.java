package io.millrace.cli;

import io.millrace.cli.config.MillraceConfig;
import io.millrace.dispatcher.app.Dispatcher;
import io.millrace.dispatcher.app.DispatcherSettings;
import io.millrace.dispatcher.results.Released;
import io.millrace.dispatcher.web.CameraControl;
import io.millrace.dispatcher.web.Readiness;
import io.millrace.dispatcher.web.WebSettings;
import io.millrace.topics.record.CameraSpec;
import io.millrace.topics.stream.KafkaConnection;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Puts the modules together, the same way for every command. */
final class Wiring {

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private Wiring() {}

  /** A dispatcher on the real clocks. */
  static Dispatcher dispatcher(
      MillraceConfig config,
      KafkaConnection kafka,
      WebSettings web,
      List<Consumer<Released>> listeners)
      throws InterruptedException {
    DispatcherSettings settings =
        DispatcherSettings.of(
            Map.copyOf(Version.all()).getOrDefault("millrace", ""),
            config.pipeline().toSpec(),
            web);
    return Dispatcher.start(
        settings, kafka, listeners, Clock.systemUTC(), System::nanoTime, new SplittableRandom());
  }

  /** Waits until every stage is served, so that the first frames do not grow old in the lanes. */
  static void awaitReady(Dispatcher dispatcher, Shutdown shutdown, PrintWriter err)
      throws Exception {
    new Progress(err)
        .during(
            "waiting for an instance of every stage",
            () -> {
              Readiness readiness = dispatcher.readiness();
              while (!readiness.ready() && !shutdown.await(LOOK_NANOS)) {
                readiness = dispatcher.readiness();
              }
              return readiness;
            });
  }

  /**
   * Starts the cameras.
   *
   * @throws IllegalArgumentException if one was refused, saying why
   */
  static void addCameras(Dispatcher dispatcher, List<CameraSpec> cameras) {
    for (CameraSpec camera : cameras) {
      if (dispatcher.addCamera(camera) instanceof CameraControl.Change.Refused refused) {
        throw new IllegalArgumentException(
            refused.problem().what() + System.lineSeparator() + refused.problem().todo());
      }
    }
  }
}
