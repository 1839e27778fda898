package io.millrace.planner.solve;

import com.google.ortools.linearsolver.MPConstraint;
import com.google.ortools.linearsolver.MPSolver;
import com.google.ortools.linearsolver.MPVariable;
import io.millrace.planner.problem.Objective;
import java.util.Arrays;

/** What a shared model is solved for: its objective and the rates it must reach. */
sealed interface Aim {

  /** Whether more is better. */
  boolean most();

  /** Adds rows and objective to a model; the rows of the rates are returned by pipeline. */
  MPConstraint[] apply(SharedModel model);

  /**
   * The largest least rate by weight.
   *
   * @param weights of the pipelines, in solver units
   * @param floors rates that pipelines must keep; a pipeline with a floor above 0 does not count
   *     for the least
   * @param caps rates above which nothing is gained
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Fairness(double[] weights, double[] floors, double[] caps) implements Aim {

    @Override
    public boolean most() {
      return true;
    }

    @Override
    public MPConstraint[] apply(SharedModel model) {
      MPVariable least = model.number();
      MPConstraint[] rows = new MPConstraint[weights.length];
      for (int p = 0; p < weights.length; p++) {
        rows[p] = model.solver.makeConstraint(floors[p], MPSolver.infinity());
        rows[p].setCoefficient(model.rates[p], 1);
        if (floors[p] == 0) {
          rows[p].setCoefficient(least, -weights[p]);
        }
        model.rates[p].setUb(caps[p]);
      }
      model.objective().setCoefficient(least, 1);
      model.objective().setMaximization();
      return rows;
    }
  }

  /**
   * The least devices, watts or grams of CO₂ equivalent per hour at given rates.
   *
   * @param objective which of them
   * @param rates of the pipelines, in solver units
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Thrift(Objective objective, double[] rates) implements Aim {

    @Override
    public boolean most() {
      return false;
    }

    @Override
    public MPConstraint[] apply(SharedModel model) {
      for (int p = 0; p < rates.length; p++) {
        model.rates[p].setBounds(rates[p], rates[p]);
      }
      model.costs(objective);
      model.objective().setMinimization();
      return new MPConstraint[0];
    }
  }

  /**
   * The least further devices of one kind, in parts, with which given rates can be carried.
   *
   * @param kind which kind may grow
   * @param rates of the pipelines, in solver units
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Growth(int kind, double[] rates) implements Aim {

    @Override
    public boolean most() {
      return false;
    }

    @Override
    public MPConstraint[] apply(SharedModel model) {
      for (int p = 0; p < rates.length; p++) {
        model.rates[p].setBounds(rates[p], rates[p]);
      }
      MPVariable more = model.number();
      model.supply[kind].setCoefficient(more, -1);
      model.objective().setCoefficient(more, 1);
      model.objective().setMinimization();
      return new MPConstraint[0];
    }
  }

  /** The rates without bounds. */
  static double[] unlimited(int pipelines) {
    double[] caps = new double[pipelines];
    Arrays.fill(caps, Double.POSITIVE_INFINITY);
    return caps;
  }
}
