package io.millrace.topics.admin;

import java.util.Map;

/**
 * A topic as it is.
 *
 * @param name the topic's name
 * @param lanes its partitions
 * @param settings its configuration by Kafka's names, defaults included
 */
public record FoundTopic(String name, int lanes, Map<String, String> settings) {

  public FoundTopic {
    settings = Map.copyOf(settings);
  }
}
