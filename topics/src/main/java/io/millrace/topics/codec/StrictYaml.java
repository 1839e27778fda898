package io.millrace.topics.codec;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.time.Duration;
import java.util.stream.Collectors;

/**
 * YAML into a tree of records, strictly: a key that nobody reads, a key that stands twice and a
 * value that a record refuses are errors that name the file, the line and the path.
 *
 * <p>Durations are text such as {@code 250ms}, {@code 2s} or {@code 1h30m}. What may be left out is
 * decided by the records: a component that is absent arrives as null, and their compact
 * constructors fill in or refuse.
 */
public final class StrictYaml {

  private static final ObjectMapper MAPPER =
      YAMLMapper.builder()
          .addModule(new SimpleModule().addDeserializer(Duration.class, new DurationText()))
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  private StrictYaml() {}

  /**
   * The value in a YAML text.
   *
   * @param file the file's name, for the error
   * @throws CodecException if the text is no YAML or does not fit the type
   */
  public static <T> T read(String text, Class<T> type, String file) {
    try {
      T value = MAPPER.readValue(text, type);
      if (value == null) {
        throw new CodecException(CodecException.Reason.YAML, file + ": the file is empty.");
      }
      return value;
    } catch (UnrecognizedPropertyException e) {
      throw new CodecException(
          CodecException.Reason.YAML,
          "%s: %s: nobody reads this key.%nMaybe one of %s."
              .formatted(
                  place(file, e.getLocation()),
                  path(e),
                  e.getKnownPropertyIds().stream().map(String::valueOf).sorted().toList()),
          e);
    } catch (JsonMappingException e) {
      throw new CodecException(
          CodecException.Reason.YAML,
          "%s: %s: %s".formatted(place(file, e.getLocation()), path(e), why(e)),
          e);
    } catch (JsonProcessingException e) {
      throw new CodecException(
          CodecException.Reason.YAML,
          "%s: %s".formatted(place(file, e.getLocation()), e.getOriginalMessage()),
          e);
    }
  }

  private static String place(String file, JsonLocation location) {
    return location == null || location.getLineNr() < 0 ? file : file + ":" + location.getLineNr();
  }

  private static String path(JsonMappingException e) {
    String path =
        e.getPath().stream()
            .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : "." + r.getFieldName())
            .collect(Collectors.joining());
    return path.isEmpty() ? "(top)" : path.startsWith(".") ? path.substring(1) : path;
  }

  /** The reason in a record's own words where a record refused, else Jackson's. */
  private static String why(JsonMappingException e) {
    Throwable cause = e.getCause();
    return cause instanceof IllegalArgumentException && cause.getMessage() != null
        ? cause.getMessage()
        : e.getOriginalMessage();
  }
}
