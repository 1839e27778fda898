package io.millrace.planner.carbon.feed;

import io.millrace.planner.carbon.CarbonZone;
import java.util.Map;

/** What a provider calls the zones; a zone that is not listed is called the same there. */
public record ZoneNames(Map<CarbonZone, String> names) {

  /** Every zone is called the same. */
  public static final ZoneNames SAME = new ZoneNames(Map.of());

  public ZoneNames {
    names = Map.copyOf(names);
  }

  /** What the provider calls a zone. */
  public String of(CarbonZone zone) {
    return names.getOrDefault(zone, zone.value());
  }
}
