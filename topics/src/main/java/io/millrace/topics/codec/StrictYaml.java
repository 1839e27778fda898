package io.millrace.topics.codec;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * YAML into a tree of records, strictly: a key that nobody reads, a key that stands twice, a key
 * that is missing and a value that a record refuses are errors that name the file, the line and the
 * path.
 *
 * <p>Durations are text such as {@code 250ms}, {@code 2s} or {@code 1h30m}. A key may be left out,
 * or left without a value, exactly where the record's component is {@link
 * org.jspecify.annotations.Nullable}; the component is then null, and the record decides what that
 * means. Numbers, true and false are welcome where text is wanted; the reverse is not.
 */
public final class StrictYaml {

  private static final ObjectMapper MAPPER =
      YAMLMapper.builder()
          .addModule(new SimpleModule().addDeserializer(Duration.class, new DurationText()))
          .annotationIntrospector(new RequiredComponents())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              text ->
                  text.setCoercion(CoercionInputShape.Integer, CoercionAction.TryConvert)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.TryConvert)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.TryConvert))
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
    } catch (JsonMappingException e) {
      throw e.getCause() instanceof JsonParseException broken
          ? unreadable(broken, file)
          : unfit(e, text, file);
    } catch (JsonProcessingException e) {
      throw unreadable(e, file);
    }
  }

  /** The text is no YAML, or a key stands twice. */
  private static CodecException unreadable(JsonProcessingException e, String file) {
    String path = "";
    if (e.getProcessor() instanceof JsonParser parser) {
      // /stages/1/batch
      path =
          parser
              .getParsingContext()
              .pathAsPointer()
              .toString()
              .replaceAll("/(\\d+)", "[$1]")
              .replace('/', '.');
    }
    return new CodecException(
        CodecException.Reason.YAML,
        "%s: %s%s"
            .formatted(
                place(file, e.getLocation()),
                path.startsWith(".") ? path.substring(1) + ": " : "",
                e.getOriginalMessage()),
        e);
  }

  /** The text is YAML, but not of this type. */
  private static CodecException unfit(JsonMappingException e, String text, String file) {
    YamlLines lines = new YamlLines(text);
    List<Reference> path = new ArrayList<>(e.getPath());
    String why;
    if (e.getCause() instanceof IllegalArgumentException refused && refused.getMessage() != null) {
      why = refused.getMessage();
    } else if (e instanceof UnrecognizedPropertyException unknown) {
      why = nobodyReads(unknown.getKnownPropertyIds().stream().map(String::valueOf));
    } else if (e instanceof MismatchedInputException mismatch && !path.isEmpty()) {
      Reference last = path.get(path.size() - 1);
      List<Reference> parent = path.subList(0, path.size() - 1);
      if (last.getFieldName() != null && !lines.keys(parent).contains(last.getFieldName())) {
        path.remove(path.size() - 1);
        why = missing(lines.keys(path), last, path);
      } else {
        why = mismatch(mismatch, lines.value(path));
      }
    } else if (e instanceof MismatchedInputException mismatch) {
      why = mismatch(mismatch, lines.value(path));
    } else {
      why = e.getOriginalMessage();
    }
    OptionalInt line = lines.of(path);
    return new CodecException(
        CodecException.Reason.YAML,
        "%s: %s: %s"
            .formatted(
                line.isPresent() ? file + ":" + line.getAsInt() : place(file, e.getLocation()),
                YamlLines.path(path),
                why),
        e);
  }

  /**
   * Which keys a block lacks; but when it has one that nobody reads, that one, because it is most
   * likely the missing one misspelt.
   */
  private static String missing(Set<String> given, Reference key, List<Reference> block) {
    Class<?> type = key.getFrom() instanceof Class<?> c ? c : key.getFrom().getClass();
    List<String> known = keys(type, any -> true);
    Optional<String> unknown = given.stream().filter(k -> !known.contains(k)).sorted().findFirst();
    if (unknown.isPresent()) {
      block.add(new Reference(type, unknown.get()));
      return nobodyReads(known.stream());
    }
    List<String> missing =
        keys(type, BeanPropertyDefinition::isRequired).stream()
            .filter(k -> !given.contains(k))
            .toList();
    return "%s must be given.".formatted(String.join(", ", missing));
  }

  private static String nobodyReads(Stream<String> known) {
    return "nobody reads this key.%nMaybe one of %s.".formatted(known.sorted().toList());
  }

  private static String mismatch(MismatchedInputException e, String found) {
    if (e instanceof InvalidNullException) {
      return "must have a value.";
    }
    Class<?> type = e.getTargetType();
    return type == null
        ? e.getOriginalMessage()
        : "must be %s%s".formatted(inWords(type), found.isEmpty() ? "" : " (was " + found + ")");
  }

  /** The keys of the block that a record is read from. */
  private static List<String> keys(Class<?> type, Predicate<BeanPropertyDefinition> among) {
    return MAPPER
        .getDeserializationConfig()
        .introspect(MAPPER.constructType(type))
        .findProperties()
        .stream()
        .filter(BeanPropertyDefinition::hasConstructorParameter)
        .filter(among)
        .map(BeanPropertyDefinition::getName)
        .toList();
  }

  private static String place(String file, JsonLocation location) {
    return location == null || location.getLineNr() < 0 ? file : file + ":" + location.getLineNr();
  }

  private static String inWords(Class<?> wanted) {
    if (wanted == int.class
        || wanted == long.class
        || wanted == Integer.class
        || wanted == Long.class) {
      return "a whole number";
    }
    if (Number.class.isAssignableFrom(wanted) || wanted == double.class || wanted == float.class) {
      return "a number";
    }
    if (wanted == boolean.class || wanted == Boolean.class) {
      return "true or false";
    }
    if (wanted.isEnum()) {
      return "one of "
          + Stream.of(wanted.getEnumConstants())
              .map(constant -> MAPPER.convertValue(constant, String.class))
              .toList();
    }
    if (Iterable.class.isAssignableFrom(wanted) || wanted.isArray()) {
      return "a list";
    }
    if (wanted == Duration.class) {
      return "a duration such as 250ms, 2s or 1h30m";
    }
    if (Map.class.isAssignableFrom(wanted)) {
      return "a block of keys";
    }
    List<String> keys = wanted.isRecord() ? keys(wanted, key -> true) : List.of();
    // What is left is a record of one component, a name that stands as text, and text itself.
    return keys.size() > 1 ? "a block with the keys " + keys : "text in quotes";
  }
}
