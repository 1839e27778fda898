package io.millrace.topics.codec;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Named tensors and text as one value, in the safetensors layout: eight bytes of little-endian
 * header length, a JSON header, the tensors' bytes one after another.
 *
 * <p>Reading never copies: every tensor is a slice of the buffer that was read. Writing copies each
 * tensor once, into the value; equal tensors in equal order give equal bytes.
 *
 * <p>Reading is strict where the reference implementation is: the tensors lie one after another
 * without a gap or an overlap and fill the value, so that whoever else opens it sees the same.
 *
 * <p>Source: <a href="https://github.com/huggingface/safetensors">huggingface/safetensors</a>,
 * section "Format". Types that no model here uses are refused by name.
 *
 * @param tensors tensors by name, in the order in which their bytes lie
 * @param metadata text by name ({@code __metadata__} in the header), in its order there
 */
public record Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {

  /** Greatest header that is read, in bytes (1 MiB, room for ten thousand tensors). */
  public static final int MAX_HEADER_BYTES = 1 << 20;

  /** Greatest number of dimensions of a tensor that is read. */
  public static final int MAX_DIMENSIONS = 8;

  private static final int LENGTH_BYTES = Long.BYTES;
  private static final int ALIGNMENT = 8;
  private static final String METADATA = "__metadata__";

  /** Greatest array that every JVM makes. */
  private static final int MAX_VALUE_BYTES = Integer.MAX_VALUE - 8;

  /** Stands for a field that the header does not have; told apart by identity. */
  private static final List<Long> MISSING = new ArrayList<>();

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  public Safetensors {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    if (tensors.containsKey(METADATA)) {
      throw new IllegalArgumentException(
          "No tensor may be named " + METADATA + ", which is where the format keeps its text.");
    }
  }

  /**
   * The tensor of this name.
   *
   * @throws CodecException if there is none
   */
  public Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw bad("There is no tensor '%s' among the %d in the value.", name, tensors.size());
    }
    return tensor;
  }

  /**
   * The bytes of these tensors.
   *
   * @throws CodecException if the header would be too long to be read again, or the whole too long
   *     for an array
   */
  public byte[] write() {
    byte[] header = header();
    if (header.length > MAX_HEADER_BYTES - ALIGNMENT) {
      throw bad(
          "The header takes %d bytes but only %d would be read again.%nMaybe there are too many finds in one frame.",
          header.length, MAX_HEADER_BYTES - ALIGNMENT);
    }
    int padded = (header.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    long size = LENGTH_BYTES + (long) padded;
    for (Tensor tensor : tensors.values()) {
      size += tensor.data().remaining();
    }
    if (size > MAX_VALUE_BYTES) {
      throw bad("The tensors take %d bytes, more than an array can hold.", size);
    }
    byte[] bytes = new byte[(int) size];
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(padded).put(header);
    while (out.position() < LENGTH_BYTES + padded) {
      out.put((byte) ' ');
    }
    for (Tensor tensor : tensors.values()) {
      out.put(tensor.data());
    }
    return bytes;
  }

  /**
   * The tensors in a value, as slices of it.
   *
   * <p>Takes memory in proportion to the header, never to what the header claims.
   *
   * @throws CodecException if the value is cut short or its header is not what it should be
   */
  public static Safetensors read(ByteBuffer value) {
    ByteBuffer in = value.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (in.remaining() < LENGTH_BYTES) {
      throw bad("The value has %d bytes, too few for the header's length.", in.remaining());
    }
    long length = in.getLong();
    if (length < 2 || length > MAX_HEADER_BYTES) {
      throw bad("The header's length is %d bytes but must be 2 to %d.", length, MAX_HEADER_BYTES);
    }
    if (length > in.remaining()) {
      throw bad("The header's length is %d bytes but only %d follow.", length, in.remaining());
    }
    byte[] header = new byte[(int) length];
    in.get(header);
    try (JsonParser json = JSON.createParser(header)) {
      Safetensors read = read(json, in.slice());
      if (json.nextToken() != null) {
        throw bad("The header goes on after its end, with %s.", json.currentToken());
      }
      return read;
    } catch (JsonProcessingException e) {
      throw new CodecException(
          CodecException.Reason.SAFETENSORS,
          "The header is not the JSON of safetensors: " + e.getOriginalMessage(),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("Reading from memory failed.", e);
    }
  }

  private static Safetensors read(JsonParser json, ByteBuffer data) throws IOException {
    List<Entry> entries = new ArrayList<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    expect(json, json.nextToken(), JsonToken.START_OBJECT);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      expect(json, json.nextToken(), JsonToken.START_OBJECT);
      if (name.equals(METADATA)) {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String key = json.currentName();
          expect(json, json.nextToken(), JsonToken.VALUE_STRING);
          metadata.put(key, json.getText());
        }
      } else {
        entries.add(entry(name, json));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::from).thenComparingLong(Entry::to));
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    long end = 0;
    for (Entry entry : entries) {
      tensors.put(entry.name(), tensor(entry, end, data));
      end = entry.to();
    }
    if (end != data.remaining()) {
      throw bad(
          "The value has %d bytes after its header but its tensors take %d.",
          data.remaining(), end);
    }
    return new Safetensors(tensors, metadata);
  }

  /** What the header says of one tensor. */
  private record Entry(String name, String type, List<Long> shape, long from, long to) {}

  private static Entry entry(String name, JsonParser json) throws IOException {
    String type = "";
    List<Long> shape = MISSING;
    List<Long> offsets = MISSING;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "dtype" -> {
          expect(json, value, JsonToken.VALUE_STRING);
          type = json.getText();
        }
        case "shape" -> shape = numbers(name, json);
        case "data_offsets" -> offsets = numbers(name, json);
        default -> json.skipChildren();
      }
    }
    if (shape == MISSING) {
      throw bad("The tensor '%s' has no shape.", name);
    }
    if (offsets.size() != 2) {
      throw bad("The tensor '%s' must have two data_offsets (has %s).", name, offsets);
    }
    return new Entry(name, type, shape, offsets.get(0), offsets.get(1));
  }

  /** The tensor, which must begin where the one before it ended. */
  private static Tensor tensor(Entry entry, long expectedFrom, ByteBuffer data) {
    if (entry.from() != expectedFrom || entry.to() < entry.from()) {
      throw bad(
          "The tensor '%s' lies from %d to %d but must begin at %d, where the one before it ends.",
          entry.name(), entry.from(), entry.to(), expectedFrom);
    }
    if (entry.to() > data.remaining()) {
      throw bad(
          "The tensor '%s' lies from %d to %d but the value has %d bytes after its header.",
          entry.name(), entry.from(), entry.to(), data.remaining());
    }
    int from = (int) entry.from();
    ByteBuffer bytes = data.slice(from, (int) entry.to() - from);
    try {
      return new Tensor(type(entry), entry.shape().stream().map(Math::toIntExact).toList(), bytes);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new CodecException(
          CodecException.Reason.SAFETENSORS,
          "The tensor '%s' of type %s and shape %s cannot be read: %s"
              .formatted(entry.name(), entry.type(), entry.shape(), e.getMessage()),
          e);
    }
  }

  private static Tensor.ElementType type(Entry entry) {
    for (Tensor.ElementType type : Tensor.ElementType.values()) {
      if (type.name().equals(entry.type())) {
        return type;
      }
    }
    throw bad(
        "The tensor '%s' has the dtype '%s'.%nMaybe convert it to one of %s.",
        entry.name(), entry.type(), List.of(Tensor.ElementType.values()));
  }

  private static List<Long> numbers(String tensor, JsonParser json) throws IOException {
    expect(json, json.currentToken(), JsonToken.START_ARRAY);
    List<Long> numbers = new ArrayList<>(MAX_DIMENSIONS);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(json, json.currentToken(), JsonToken.VALUE_NUMBER_INT);
      if (numbers.size() == MAX_DIMENSIONS) {
        throw bad("The tensor '%s' has more than %d dimensions.", tensor, MAX_DIMENSIONS);
      }
      numbers.add(json.getLongValue());
    }
    return numbers;
  }

  private static void expect(JsonParser json, JsonToken found, JsonToken wanted)
      throws IOException {
    if (found != wanted) {
      throw bad(
          "The header has %s at byte %d where %s must stand.",
          found, json.currentLocation().getByteOffset(), wanted);
    }
  }

  private byte[] header() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(bytes, JsonEncoding.UTF8)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectFieldStart(METADATA);
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
          json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
      }
      long offset = 0;
      for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
        Tensor tensor = entry.getValue();
        json.writeObjectFieldStart(entry.getKey());
        json.writeStringField("dtype", tensor.type().name());
        json.writeArrayFieldStart("shape");
        for (int extent : tensor.shape()) {
          json.writeNumber(extent);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("data_offsets");
        json.writeNumber(offset);
        offset += tensor.data().remaining();
        json.writeNumber(offset);
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory failed.", e);
    }
    return bytes.toByteArray();
  }

  private static CodecException bad(String message, Object... values) {
    return new CodecException(CodecException.Reason.SAFETENSORS, message.formatted(values));
  }
}
