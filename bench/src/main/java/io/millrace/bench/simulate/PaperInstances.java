package io.millrace.bench.simulate;

import io.millrace.planner.cluster.Cluster;
import io.millrace.planner.cluster.Device;
import io.millrace.planner.cluster.DirectLinks;
import io.millrace.planner.problem.PlannedPipeline;
import io.millrace.planner.problem.PlannedStage;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.profile.Profiles;
import io.millrace.planner.profile.StageProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random problems by NUDIF's distributions: four sub-models as in its table 2, devices of 8 to 10
 * GB, times of 1 to 3 s, links of 100 to 1 000 MB/s, the same both ways, all uniform.
 */
final class PaperInstances {

  private static final long GB = 1_000_000_000;
  private static final double MB = 1e6;
  private static final long[] MEMORY_GB = {5, 6, 7, 6};
  private static final double[] OUTPUT_MB = {8, 6, 9, 7};

  private PaperInstances() {}

  /** A problem of so many devices. */
  static Problem random(int devices, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<PlannedStage> stages = new ArrayList<>();
    for (int s = 0; s < MEMORY_GB.length; s++) {
      stages.add(
          PlannedStage.of("sub-model-" + (s + 1), MEMORY_GB[s] * GB, OUTPUT_MB[s] * MB));
    }
    List<Device> cluster = new ArrayList<>();
    List<StageProfile> profiles = new ArrayList<>();
    for (int j = 0; j < devices; j++) {
      String name = "device-%02d".formatted(j + 1);
      cluster.add(Device.of(name, (long) (random.nextDouble(8, 10) * GB)));
      for (PlannedStage stage : stages) {
        profiles.add(StageProfile.of(stage.id().value(), name, random.nextDouble(1, 3)));
      }
    }
    double[][] links = new double[devices][devices];
    for (int j = 0; j < devices; j++) {
      for (int k = 0; k < j; k++) {
        links[j][k] = random.nextDouble(100, 1000) * MB;
        links[k][j] = links[j][k];
      }
    }
    return new Problem(
        Cluster.of(cluster, DirectLinks.of(links)),
        List.of(PlannedPipeline.of("nudif", stages)),
        new Profiles(profiles));
  }

  /** The same problem with service times that vary this much around the same means. */
  static Problem withVariation(Problem problem, double variation) {
    List<StageProfile> varied =
        problem.profiles().all().stream()
            .map(
                p ->
                    new StageProfile(
                        p.pipeline(),
                        p.stage(),
                        p.device(),
                        p.processor(),
                        p.curve(),
                        variation,
                        p.joulesPerItem()))
            .toList();
    return new Problem(problem.cluster(), problem.pipelines(), new Profiles(varied));
  }
}
