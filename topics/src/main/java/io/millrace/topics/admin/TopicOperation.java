package io.millrace.topics.admin;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One step from the topics that exist to the topics that are wanted. */
public sealed interface TopicOperation {

  /** The topic it is about. */
  String topic();

  /** What it does, for people. */
  String describe();

  /** Creates a topic that does not exist. */
  record Create(String topic, int lanes, Map<String, String> settings) implements TopicOperation {
    public Create {
      settings = Map.copyOf(settings);
    }

    @Override
    public String describe() {
      return "create with %d lane(s), %s".formatted(lanes, text(settings));
    }
  }

  /** Adds lanes in place; records that lie in the others stay where they are. */
  record AddLanes(String topic, int from, int to) implements TopicOperation {
    @Override
    public String describe() {
      return "add lanes, %d -> %d".formatted(from, to);
    }
  }

  /** Changes settings of an existing topic. */
  record Configure(String topic, Map<String, String> settings) implements TopicOperation {
    public Configure {
      settings = Map.copyOf(settings);
    }

    @Override
    public String describe() {
      return "set " + text(settings);
    }
  }

  /**
   * Keeps lanes that are no longer wanted: Kafka cannot remove any. A statement, not an act; a
   * router may retire them, so that they get no new records.
   */
  record KeepLanes(String topic, int found, int wanted) implements TopicOperation {
    @Override
    public String describe() {
      return "keep %d lanes (%d wanted, but Kafka cannot remove lanes)".formatted(found, wanted);
    }
  }

  private static String text(Map<String, String> settings) {
    return new TreeMap<>(settings)
        .entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining(", "));
  }
}
