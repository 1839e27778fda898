package io.millrace.topics.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.stream.Collectors;

/**
 * Records as JSON: times as RFC 3339 text, durations as ISO 8601 text, unknown fields ignored,
 * missing ones an error that names the field and the topic.
 *
 * <p>A component that is {@link org.jspecify.annotations.Nullable} may be missing; it is how a
 * field is added to a record that older versions still write.
 */
public final class Json {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .annotationIntrospector(new RequiredComponents())
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  /** The value as UTF-8 JSON. */
  public static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A " + value.getClass().getSimpleName() + " is no JSON.", e);
    }
  }

  /** The value as indented JSON, for people. */
  public static String pretty(Object value) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A " + value.getClass().getSimpleName() + " is no JSON.", e);
    }
  }

  /**
   * The value in a record.
   *
   * @param where the topic or file that the bytes came from, for the error
   * @throws CodecException if the bytes are no JSON, or a field is missing or wrong
   */
  public static <T> T read(byte[] bytes, Class<T> type, String where) {
    if (bytes.length == 0) {
      throw new CodecException(
          CodecException.Reason.JSON,
          "%s: not JSON of a %s: no bytes".formatted(where, type.getSimpleName()));
    }
    try {
      T value = MAPPER.readValue(bytes, type);
      if (value == null) {
        throw new CodecException(
            CodecException.Reason.JSON,
            "%s: null where a %s must stand".formatted(where, type.getSimpleName()));
      }
      return value;
    } catch (JsonMappingException e) {
      String path =
          e.getPath().stream()
              .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
              .collect(Collectors.joining("."));
      throw new CodecException(
          CodecException.Reason.JSON,
          "%s: %s: %s".formatted(where, path.isEmpty() ? type.getSimpleName() : path, why(e)),
          e);
    } catch (IOException e) {
      throw new CodecException(
          CodecException.Reason.JSON,
          "%s: not JSON of a %s: %s".formatted(where, type.getSimpleName(), e.getMessage()),
          e);
    }
  }

  /** The reason in a record's own words where a record refused, else in ours or Jackson's. */
  private static String why(JsonMappingException e) {
    if (e.getCause() instanceof IllegalArgumentException refused && refused.getMessage() != null) {
      return refused.getMessage();
    }
    if (e instanceof InvalidNullException) {
      return "null where a value must stand";
    }
    String message = e.getOriginalMessage();
    return message.startsWith("Missing required creator property") ? "missing" : message;
  }
}
