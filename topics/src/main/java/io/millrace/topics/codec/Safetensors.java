package io.millrace.topics.codec;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Named tensors and text as one value, in the safetensors layout: eight bytes of little-endian
 * header length, a JSON header, the tensors' bytes one after another.
 *
 * <p>Reading never copies: every tensor is a slice of the buffer that was read. Writing copies each
 * tensor once, into the value.
 *
 * @param tensors tensors by name, in the order in which their bytes lie
 * @param metadata text by name ({@code __metadata__} in the header)
 */
public record Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {

  /** Greatest header that is read, in bytes (1 MiB, room for ten thousand tensors). */
  public static final int MAX_HEADER_BYTES = 1 << 20;

  private static final int LENGTH_BYTES = Long.BYTES;
  private static final int ALIGNMENT = 8;
  private static final String METADATA = "__metadata__";
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  public Safetensors {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Map.copyOf(metadata);
  }

  /** The bytes of these tensors. */
  public byte[] write() {
    byte[] header = header();
    int padded = (header.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    long size = LENGTH_BYTES + (long) padded;
    for (Tensor tensor : tensors.values()) {
      size += tensor.data().remaining();
    }
    byte[] bytes = new byte[Math.toIntExact(size)];
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(padded).put(header);
    while (out.position() < LENGTH_BYTES + padded) {
      out.put((byte) ' ');
    }
    for (Tensor tensor : tensors.values()) {
      out.put(tensor.data().duplicate());
    }
    return bytes;
  }

  /**
   * The tensors in a value, as slices of it.
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
      return read(json, in.slice());
    } catch (IOException e) {
      throw new CodecException(
          CodecException.Reason.SAFETENSORS, "The header is not JSON: " + e.getMessage(), e);
    }
  }

  private static Safetensors read(JsonParser json, ByteBuffer data) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
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
        tensors.put(name, tensor(name, json, data));
      }
    }
    return new Safetensors(tensors, metadata);
  }

  private static Tensor tensor(String name, JsonParser json, ByteBuffer data) throws IOException {
    String type = "";
    List<Long> shape = List.of();
    List<Long> offsets = List.of();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "dtype" -> type = json.getValueAsString("");
        case "shape" -> shape = numbers(json);
        case "data_offsets" -> offsets = numbers(json);
        default -> json.skipChildren();
      }
    }
    if (offsets.size() != 2
        || offsets.get(0) < 0
        || offsets.get(1) < offsets.get(0)
        || offsets.get(1) > data.remaining()) {
      throw bad(
          "The tensor '%s' lies at %s but the value has %d bytes after its header.",
          name, offsets, data.remaining());
    }
    try {
      int from = offsets.get(0).intValue();
      ByteBuffer bytes = data.slice(from, offsets.get(1).intValue() - from);
      return new Tensor(
          Tensor.ElementType.valueOf(type), shape.stream().map(Math::toIntExact).toList(), bytes);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new CodecException(
          CodecException.Reason.SAFETENSORS,
          "The tensor '%s' of type '%s' and shape %s cannot be read: %s"
              .formatted(name, type, shape, e.getMessage()),
          e);
    }
  }

  private static List<Long> numbers(JsonParser json) throws IOException {
    expect(json, json.currentToken(), JsonToken.START_ARRAY);
    List<Long> numbers = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(json, json.currentToken(), JsonToken.VALUE_NUMBER_INT);
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
