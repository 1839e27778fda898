package io.millrace.planner.profile;

import io.millrace.planner.cluster.Device;
import io.millrace.planner.cluster.Processor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All profiles there are.
 *
 * <p>The most particular one wins: a named device goes before its kind and its kind before all
 * devices; then a named processor before all; then a named pipeline before all. A stage that has no
 * profile on a processor is never put there.
 */
public final class Profiles {

  private record Key(String device, String processor, String pipeline, String stage) {}

  private final List<StageProfile> all;
  private final Map<Key, StageProfile> byKey = new HashMap<>();

  // Levels that no profile uses are not asked: plans of 10 000 devices look up 160 000 profiles.
  private final boolean byProcessor;
  private final boolean byPipeline;

  public Profiles(List<StageProfile> all) {
    this.all = List.copyOf(all);
    this.byProcessor = all.stream().anyMatch(p -> !p.processor().isEmpty());
    this.byPipeline = all.stream().anyMatch(p -> !p.pipeline().isEmpty());
    for (int i = 0; i < all.size(); i++) {
      StageProfile p = all.get(i);
      Key key = new Key(p.device(), p.processor(), p.pipeline(), p.stage());
      if (byKey.put(key, p) != null) {
        throw new IllegalArgumentException(
            "profiles[%d] repeats the profile of stage '%s' on device '%s', processor '%s'"
                .formatted(i, p.stage(), p.device(), p.processor()));
      }
    }
  }

  public List<StageProfile> all() {
    return all;
  }

  /** The profile that holds for this stage on this processor. */
  public Optional<StageProfile> find(
      String pipeline, String stage, Device device, Processor processor) {
    List<String> units = byProcessor ? List.of(processor.name(), "") : List.of("");
    List<String> owners = byPipeline ? List.of(pipeline, "") : List.of("");
    for (String where : places(device)) {
      for (String unit : units) {
        for (String whose : owners) {
          StageProfile found = byKey.get(new Key(where, unit, whose, stage));
          if (found != null) {
            return Optional.of(found);
          }
        }
      }
    }
    return Optional.empty();
  }

  private static List<String> places(Device device) {
    return device.kind().isEmpty()
        ? List.of(device.id().value(), "")
        : List.of(device.id().value(), device.kind(), "");
  }
}
