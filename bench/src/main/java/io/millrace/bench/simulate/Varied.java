package io.millrace.bench.simulate;

import io.millrace.planner.problem.Problem;
import io.millrace.planner.profile.Profiles;
import io.millrace.planner.profile.StageProfile;
import java.util.List;

/** Problems whose service times vary around the same means. */
final class Varied {

  private Varied() {}

  /** The same problem with this standard deviation of service times over their mean. */
  static Problem of(Problem problem, double variation) {
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
