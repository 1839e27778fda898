package io.millrace.models.graph;

import io.millrace.models.onnx.Onnx.StringStringEntryProto;
import io.millrace.models.onnx.Onnx.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the bytes of a tensor are that are kept beside the model's file, as ONNX does beyond 2 GB.
 *
 * @param offset the first byte's place in the file
 * @param length how many bytes
 */
record ExternalData(Path file, long offset, long length) {

  /** Whether a tensor's data are in another file. */
  static boolean used(TensorProto tensor) {
    return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
  }

  /** Where a tensor's data are; checks that they are there. */
  static ExternalData of(TensorProto tensor, long bytes, Path directory, String model) {
    Map<String, String> entries = new HashMap<>();
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      entries.put(entry.getKey(), entry.getValue());
    }
    String where = "%s: weights %s".formatted(model, tensor.getName());
    String location = entries.getOrDefault("location", "");
    Path root = directory.toAbsolutePath().normalize();
    Path file = root.resolve(location).normalize();
    if (location.isEmpty() || !file.startsWith(root)) {
      throw failed(
          "%s: their file must lie in the model's directory (was \"%s\")"
              .formatted(where, location));
    }
    long offset = number(entries, "offset", 0, where);
    long length = number(entries, "length", bytes, where);
    if (length != bytes) {
      throw failed(
          "%s: the shape needs %d bytes, %s is said to hold %d"
              .formatted(where, bytes, location, length));
    }
    long size = size(file, where);
    if (offset < 0 || offset > size - length) {
      throw failed(
          "%s: bytes %d to %d of %s are needed, it has %d\nMaybe it was not copied to its end."
              .formatted(where, offset, offset + length, file, size));
    }
    return new ExternalData(file, offset, length);
  }

  private static long size(Path file, String where) {
    try {
      if (!Files.isRegularFile(file)) {
        throw failed(
            "%s: there is no %s\nMaybe copy it beside the model; models above 2 GB consist of several files."
                .formatted(where, file));
      }
      return Files.size(file);
    } catch (IOException e) {
      throw new GraphException(
          GraphException.Reason.FILE, "%s: cannot read %s: %s".formatted(where, file, e), e);
    }
  }

  private static long number(
      Map<String, String> entries, String key, long otherwise, String where) {
    String text = entries.get(key);
    try {
      return text == null ? otherwise : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw failed("%s: %s must be a number (was \"%s\")".formatted(where, key, text));
    }
  }

  private static GraphException failed(String message) {
    return new GraphException(GraphException.Reason.EXTERNAL_DATA, message);
  }
}
