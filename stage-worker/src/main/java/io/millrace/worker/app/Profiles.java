package io.millrace.worker.app;

import io.millrace.models.image.ImageCodec;
import io.millrace.topics.record.PieceSpec;
import io.millrace.topics.record.ProfileSpec;
import io.millrace.topics.record.StageSpec;
import io.millrace.worker.device.Machine;
import io.millrace.worker.infer.InferenceEngine;
import io.millrace.worker.infer.Processor;
import io.millrace.worker.serve.Emulation;
import io.millrace.worker.serve.StageModel;
import io.millrace.worker.serve.StageProfiler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * What was measured of stages on this machine, each once per process: devices that share it are
 * told the same, slowed down as they pretend to be. One measurement at a time, so that none
 * disturbs another. Thread-safe.
 */
final class Profiles {

  private final Map<Key, StageProfiler.Measured> known = new HashMap<>();

  /** All that a measurement depends on. */
  private record Key(
      Path file,
      Map<String, Object> settings,
      PieceSpec piece,
      int batch,
      boolean last,
      Processor processor) {}

  /** The profile of a stage on a device; takes a few seconds when it is not known yet. */
  ProfileSpec of(
      WorkerSettings settings,
      StageSpec stage,
      ModelFile model,
      Clock clock,
      LongSupplier nanoClock) {
    StageProfiler.Measured measured = measured(settings, stage, model, nanoClock);
    Emulation emulation = settings.traits().emulation();
    SortedMap<Integer, Double> seconds = new TreeMap<>();
    measured
        .secondsByBatch()
        .forEach(
            (batch, time) -> seconds.put(batch, emulation.workSeconds(stage.name(), batch, time)));
    double perFrame = seconds.getOrDefault(seconds.lastKey(), 0.0) / seconds.lastKey();
    return new ProfileSpec(
        settings.pipeline().name(),
        stage.name(),
        settings.device(),
        settings.processorName(),
        clock.instant(),
        seconds,
        measured.variation(),
        measured.memoryBytes(),
        measured.outputBytes(),
        (emulation.busyWatts() - emulation.idleWatts()) * perFrame,
        emulation.emulated());
  }

  private synchronized StageProfiler.Measured measured(
      WorkerSettings settings, StageSpec stage, ModelFile model, LongSupplier nanoClock) {
    boolean last = settings.pipeline().after(stage.name()).isEmpty();
    Key key =
        new Key(
            model.file(),
            stage.settings(),
            stage.piece(),
            stage.batch(),
            last,
            settings.processor());
    StageProfiler.Measured before = known.get(key);
    if (before != null) {
      return before;
    }
    StageProfiler profiler =
        new StageProfiler(
            new ImageCodec(settings.maxPicturePixels()), nanoClock, Machine::processBytes);
    StageProfiler.Measured measured =
        profiler.measure(
            new StageModel(
                model.task(),
                stage.piece(),
                () -> InferenceEngine.load(model.file(), settings.processor())),
            stage.batch(),
            last,
            size(model.file()));
    known.put(key, measured);
    return measured;
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s: no such model file.%nMaybe it was not pulled yet: `millrace models pull`."
              .formatted(file),
          e);
    }
  }
}
