package io.millrace.topics.admin;

import io.millrace.topics.catalog.TopicSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The operations between the topics that exist and the topics that are wanted; pure. */
public final class TopicDiff {

  /**
   * What Kafka adds to a record before it compares it with {@code max.message.bytes}: 61 bytes of
   * batch, up to 36 of record, and 10 for each header, of which there may be some hundreds.
   */
  static final int FRAMING_BYTES = 4 << 10;

  private static final long LEAST_SEGMENT_BYTES = 16L << 20;
  private static final long MOST_SEGMENT_BYTES = Integer.MAX_VALUE;

  private TopicDiff() {}

  /**
   * What has to be done, in the order of the wanted topics; nothing for a topic that is as it
   * should be. Topics that nobody wants are left alone.
   */
  public static List<TopicOperation> between(
      Map<String, FoundTopic> found, List<TopicSpec> wanted) {
    List<TopicOperation> operations = new ArrayList<>();
    for (TopicSpec spec : wanted) {
      Map<String, String> settings = settings(spec);
      FoundTopic existing = found.get(spec.name());
      if (existing == null) {
        operations.add(new TopicOperation.Create(spec.name(), spec.lanes(), settings));
        continue;
      }
      if (existing.lanes() < spec.lanes()) {
        operations.add(new TopicOperation.AddLanes(spec.name(), existing.lanes(), spec.lanes()));
      } else if (existing.lanes() > spec.lanes()) {
        operations.add(new TopicOperation.KeepLanes(spec.name(), existing.lanes(), spec.lanes()));
      }
      Map<String, String> changes = new TreeMap<>(settings);
      changes.entrySet().removeIf(e -> e.getValue().equals(existing.settings().get(e.getKey())));
      if (!changes.isEmpty()) {
        operations.add(new TopicOperation.Configure(spec.name(), changes));
      }
    }
    return List.copyOf(operations);
  }

  /** A topic's settings by Kafka's names. */
  static Map<String, String> settings(TopicSpec spec) {
    Map<String, String> settings = new TreeMap<>();
    int batch = spec.maxRecordBytes() + FRAMING_BYTES;
    settings.put("max.message.bytes", Integer.toString(batch));
    switch (spec.cleanup()) {
      case COMPACT -> settings.put("cleanup.policy", "compact");
      case DELETE -> {
        settings.put("cleanup.policy", "delete");
        settings.put("retention.ms", Long.toString(spec.retention().toMillis()));
        settings.put("retention.bytes", Long.toString(spec.retentionBytes()));
        // Whole segments leave, so a segment must be a fraction of what a lane may hold, must not
        // stay open longer than its records are kept, and must hold the greatest record.
        long fraction = Math.max(spec.retentionBytes() / 8, LEAST_SEGMENT_BYTES);
        settings.put(
            "segment.bytes",
            Long.toString(Math.min(Math.max(fraction, batch), MOST_SEGMENT_BYTES)));
        settings.put("segment.ms", Long.toString(spec.retention().toMillis()));
      }
    }
    return settings;
  }
}
