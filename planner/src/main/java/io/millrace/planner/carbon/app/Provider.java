package io.millrace.planner.carbon.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** Who can be a feed, by the names that the configuration uses. */
public enum Provider {
  @JsonProperty("electricity-maps")
  ELECTRICITY_MAPS("electricity-maps"),
  @JsonProperty("electricity-maps-v3")
  ELECTRICITY_MAPS_V3("electricity-maps-v3"),
  @JsonProperty("watttime")
  WATTTIME("watttime"),
  @JsonProperty("uk-carbon-intensity")
  UK_CARBON_INTENSITY("uk-carbon-intensity"),
  @JsonProperty("carbon-aware-sdk")
  CARBON_AWARE_SDK("carbon-aware-sdk"),
  @JsonProperty("carbon-aware-sdk-file")
  CARBON_AWARE_SDK_FILE("carbon-aware-sdk-file"),
  @JsonProperty("csv")
  CSV("csv");

  private final String word;

  Provider(String word) {
    this.word = word;
  }

  /** The provider of a name, in the words of the configuration. */
  public static Provider of(String word) {
    for (Provider provider : values()) {
      if (provider.word.equals(word)) {
        return provider;
      }
    }
    throw new IllegalArgumentException(
        "There is no carbon provider '%s'.%nMaybe one of %s.".formatted(word, List.of(values())));
  }

  /** Whether it is asked with a token or a password. */
  boolean needsToken() {
    return this == ELECTRICITY_MAPS || this == ELECTRICITY_MAPS_V3 || this == WATTTIME;
  }

  /** Whether it is a file rather than an address. */
  boolean isFile() {
    return this == CSV || this == CARBON_AWARE_SDK_FILE;
  }

  /** As the configuration writes it. */
  @Override
  public String toString() {
    return word;
  }
}
