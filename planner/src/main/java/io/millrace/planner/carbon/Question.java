package io.millrace.planner.carbon;

/**
 * What a provider is asked about.
 *
 * @param zone the zone by Millrace's name
 * @param name the same zone by the provider's name
 * @param type the quantity that is wanted
 */
public record Question(CarbonZone zone, String name, SignalType type) {

  public Question {
    if (name.isBlank()) {
      throw new IllegalArgumentException(
          "The zone %s must have a name at the provider.".formatted(zone));
    }
  }
}
