package io.millrace.planner.app;

import io.millrace.planner.layer.Layer;
import io.millrace.planner.layer.LayerChain;
import io.millrace.planner.layer.LayerProblem;
import io.millrace.topics.codec.Json;
import io.millrace.topics.record.LayerProfileSpec;
import io.millrace.topics.record.LayerProfileSpec.BundleRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A profile of layer bundles, as {@code millrace profile} writes it, for planning. Of bundles that
 * were measured with several batches and threads, those of one frame count, at the fewest threads.
 */
public final class MeasuredLayers {

  private final LayerProfileSpec profile;
  private final List<BundleRow> bundles;

  /**
   * A profile for planning.
   *
   * @throws IllegalArgumentException if no bundle was profiled with one frame a call
   */
  public MeasuredLayers(LayerProfileSpec profile) {
    this.profile = profile;
    int threads =
        profile.bundles().stream()
            .filter(bundle -> bundle.batch() == 1)
            .mapToInt(BundleRow::threads)
            .min()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the profile of %s on %s has no bundle with one frame a call.%nMaybe it was stopped early: run `millrace profile` again."
                            .formatted(profile.model(), profile.device())));
    this.bundles =
        profile.bundles().stream()
            .filter(bundle -> bundle.batch() == 1 && bundle.threads() == threads)
            .toList();
  }

  /** The profile in a file. */
  public static MeasuredLayers read(Path file) {
    try {
      return new MeasuredLayers(
          Json.read(Files.readAllBytes(file), LayerProfileSpec.class, file.toString()));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s: cannot be read: %s%nMaybe make it with `millrace profile`."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** The network, with the costs of its layers. */
  public LayerChain chain() {
    return LayerChain.of(
        profile.model(),
        (double) profile.inputBytes(),
        profile.layers().stream()
            .map(
                row ->
                    new Layer(
                        row.name(),
                        row.flops(),
                        row.macs(),
                        (double) row.parameterBytes(),
                        (double) row.outputBytes()))
            .toList());
  }

  /**
   * Puts the measured times in the place of a device's estimated ones.
   *
   * @param slowdown how many times slower than the profiled device this one is, more than 0
   * @throws IllegalArgumentException if the problem's chain has another number of layers
   */
  public void addTo(LayerProblem.Builder builder, int device, int point, double slowdown) {
    boolean measured =
        bundles.stream().anyMatch(b -> b.source() == LayerProfileSpec.Source.MEASURED);
    builder.measured(device, measured);
    for (BundleRow bundle : bundles) {
      double seconds = slowdown * bundle.seconds();
      Double joules = bundle.joules();
      if (joules == null) {
        builder.piece(device, point, bundle.from() - 1, bundle.to(), seconds);
      } else {
        builder.piece(device, point, bundle.from() - 1, bundle.to(), seconds, joules);
      }
    }
  }

  /** How many layers the network has. */
  public int layers() {
    return profile.layers().size();
  }

  /** The profile. */
  public LayerProfileSpec profile() {
    return profile;
  }
}
