package io.millrace.planner.solve;

import com.google.ortools.Loader;
import com.google.ortools.linearsolver.MPSolver;
import com.google.ortools.linearsolver.MPSolverParameters;
import io.millrace.planner.PlanningException;
import io.millrace.planner.PlanningException.Reason;

/**
 * The linear and integer solvers that Millrace uses: GLOP and SCIP, both through {@code MPSolver}.
 *
 * <p>In OR-Tools 9.15, HiGHS at its time limit throws in {@code MPSolver} and gives no solution in
 * {@code ModelBuilder}, whose "sat" rounds continuous variables; SCIP does neither.
 */
public final class OrTools {

  /** Relative gap at which SCIP stops; below the one at which a plan counts as optimal. */
  private static final double GAP = 5e-7;

  /** SCIP's own limit of memory (MiB), so that a hard problem does not take the machine's. */
  private static final int MOST_MEBIBYTES = 1_500;

  private OrTools() {}

  /** A solver without integers (GLOP) or with (SCIP); whoever gets it deletes it. */
  public static MPSolver create(boolean integers) {
    try {
      Loader.loadNativeLibraries();
    } catch (RuntimeException | UnsatisfiedLinkError e) {
      throw new PlanningException(
          Reason.UNSUPPORTED,
          "The solver's native library cannot be loaded on this machine (%s).%nMaybe use the strategy nudif, which needs none."
              .formatted(e.getMessage()),
          e);
    }
    MPSolver solver = MPSolver.createSolver(integers ? "SCIP" : "GLOP");
    if (solver == null) {
      throw new PlanningException(
          Reason.UNSUPPORTED,
          "This build of OR-Tools lacks %s.%nMaybe use the strategy nudif, which needs no solver."
              .formatted(integers ? "SCIP" : "GLOP"));
    }
    if (integers) {
      solver.setSolverSpecificParametersAsString("limits/memory=" + MOST_MEBIBYTES + "\n");
    }
    return solver;
  }

  /** Solves within so many seconds. */
  public static MPSolver.ResultStatus solve(MPSolver solver, double seconds) {
    solver.setTimeLimit(Math.max(1, (long) (seconds * 1000)));
    MPSolverParameters parameters = new MPSolverParameters();
    try {
      parameters.setDoubleParam(MPSolverParameters.DoubleParam.RELATIVE_MIP_GAP, GAP);
      return solver.solve(parameters);
    } finally {
      parameters.delete();
    }
  }
}
