package io.millrace.planner.solve;

import com.google.ortools.linearsolver.MPConstraint;
import com.google.ortools.linearsolver.MPVariable;
import io.millrace.planner.cluster.Device;
import io.millrace.planner.problem.PlannedPipeline;
import io.millrace.planner.solve.SharedModel.Block;
import io.millrace.planner.solve.SharedModel.Resource;
import io.millrace.planner.solve.SharedModel.Row;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of a shared model that direct links add: what flows from which device to which, within
 * the bandwidth of every link and the uplink of every device. Through a broker it adds nothing.
 */
final class SharedLinks {

  private record Flow(int pipeline, int stage, int from, int to, MPVariable variable) {}

  private final SharedFacts facts;
  private final SharedModel model;
  private final List<Flow> flows = new ArrayList<>();

  SharedLinks(SharedFacts facts, SharedModel model) {
    this.facts = facts;
    this.model = model;
  }

  void build() {
    for (int p = 0; p < facts.pipelines().size(); p++) {
      for (int s = 0; s < facts.pipelines().get(p).stages().size(); s++) {
        stage(p, s);
      }
    }
    capacities();
  }

  /** Flow conservation of one stage, and the flows to the next. */
  private void stage(int p, int s) {
    PlannedPipeline pipeline = facts.pipelines().get(p);
    int n = facts.links.devices();
    boolean last = s == pipeline.stages().size() - 1;
    MPConstraint sum = model.solver.makeConstraint(0, 0);
    sum.setCoefficient(model.rates[p], -1);
    MPConstraint[] out = new MPConstraint[n];
    for (Block block : model.blocks) {
      EqualDevices kind = facts.kinds.get(block.kind());
      int j = kind.devices().get(0);
      for (int a = 0; a < block.flows().length; a++) {
        Activity activity = kind.activities().get(a);
        if (activity.pipeline() == p && activity.stage() == s) {
          sum.setCoefficient(block.flows()[a], 1);
          if (!last) {
            out[j] = out[j] == null ? model.solver.makeConstraint(0, 0) : out[j];
            out[j].setCoefficient(block.flows()[a], -1);
          }
        }
      }
    }
    if (!last) {
      next(p, s, out);
    }
  }

  private void next(int p, int s, MPConstraint[] out) {
    int n = facts.links.devices();
    MPConstraint[] in = new MPConstraint[n];
    for (Block block : model.blocks) {
      EqualDevices kind = facts.kinds.get(block.kind());
      int k = kind.devices().get(0);
      for (int a = 0; a < block.flows().length; a++) {
        Activity activity = kind.activities().get(a);
        if (activity.pipeline() == p && activity.stage() == s + 1) {
          in[k] = in[k] == null ? model.solver.makeConstraint(0, 0) : in[k];
          in[k].setCoefficient(block.flows()[a], -1);
        }
      }
    }
    for (int j = 0; j < n; j++) {
      for (int k = 0; k < n; k++) {
        if (out[j] != null && in[k] != null) {
          MPVariable flow = model.number();
          out[j].setCoefficient(flow, 1);
          in[k].setCoefficient(flow, 1);
          flows.add(new Flow(p, s, j, k, flow));
        }
      }
    }
  }

  private void capacities() {
    int n = facts.links.devices();
    MPConstraint[][] link = new MPConstraint[n][n];
    MPConstraint[] uplink = new MPConstraint[n];
    for (Flow flow : flows) {
      double bytes =
          facts.pipelines().get(flow.pipeline()).stages().get(flow.stage()).outputBytes();
      int j = flow.from();
      int k = flow.to();
      if (j == k || bytes == 0) {
        continue;
      }
      double capacity = facts.links.bytesPerSecond(j, k) * facts.unitSeconds;
      if (Double.isFinite(capacity)) {
        if (link[j][k] == null) {
          link[j][k] = model.atMost(1);
          model.rows.add(new Row(link[j][k], Resource.LINK, j, k, 1));
        }
        link[j][k].setCoefficient(flow.variable(), bytes / capacity);
      }
      addUplink(uplink, j, flow.variable(), bytes);
      addUplink(uplink, k, flow.variable(), bytes);
    }
    ends(uplink);
  }

  /** What the first stage receives from cameras and the last sends to people. */
  private void ends(MPConstraint[] uplink) {
    for (Block block : model.blocks) {
      EqualDevices kind = facts.kinds.get(block.kind());
      for (int a = 0; a < block.flows().length; a++) {
        Activity activity = kind.activities().get(a);
        PlannedPipeline pipeline = facts.pipelines().get(activity.pipeline());
        int last = pipeline.stages().size() - 1;
        double bytes =
            (activity.stage() == 0 ? pipeline.inputBytes() : 0)
                + (activity.stage() == last ? pipeline.stages().get(last).outputBytes() : 0);
        if (bytes > 0) {
          addUplink(uplink, kind.devices().get(0), block.flows()[a], bytes);
        }
      }
    }
  }

  private void addUplink(MPConstraint[] uplink, int j, MPVariable flow, double bytes) {
    Device device = facts.problem.cluster().devices().get(j);
    double capacity = device.uplinkBytesPerSecond() * facts.unitSeconds;
    if (Double.isFinite(capacity)) {
      if (uplink[j] == null) {
        uplink[j] = model.atMost(1);
        model.rows.add(new Row(uplink[j], Resource.LINK, j, j, 1));
      }
      uplink[j].setCoefficient(flow, bytes / capacity);
    }
  }

  /** Adds the time on links to a pipeline's latency. */
  void addLatency(MPConstraint row, int p, double bound) {
    for (Flow flow : flows) {
      if (flow.pipeline() == p) {
        double bytes = facts.pipelines().get(p).stages().get(flow.stage()).outputBytes();
        row.setCoefficient(
            flow.variable(), facts.links.seconds(flow.from(), flow.to(), bytes) / bound);
      }
    }
  }

  List<SharedSolution.Route> routes() {
    List<SharedSolution.Route> all = new ArrayList<>();
    for (Flow flow : flows) {
      double value = flow.variable().solutionValue();
      if (value > 1e-9) {
        all.add(
            new SharedSolution.Route(flow.pipeline(), flow.stage(), flow.from(), flow.to(), value));
      }
    }
    return all;
  }
}
