package io.millrace.planner.app;

import io.millrace.planner.carbon.app.CarbonSection;
import java.util.Map;

/** Where a running planner takes carbon intensities from. */
public sealed interface CarbonSource {

  /** Nobody asked for carbon. */
  record None() implements CarbonSource {}

  /**
   * Feeds, recorded or live.
   *
   * @param section which
   * @param environment the process's environment variables, for tokens
   */
  record Feeds(CarbonSection section, Map<String, String> environment) implements CarbonSource {
    public Feeds {
      environment = Map.copyOf(environment);
    }

    /** Without the environment, which may hold tokens. */
    @Override
    public String toString() {
      return "Feeds[" + section + "]";
    }
  }
}
