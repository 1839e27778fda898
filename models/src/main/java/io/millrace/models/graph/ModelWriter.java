package io.millrace.models.graph;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import io.millrace.models.catalog.Sha256;
import io.millrace.models.onnx.Onnx.GraphProto;
import io.millrace.models.onnx.Onnx.ModelProto;
import io.millrace.models.onnx.Onnx.StringStringEntryProto;
import io.millrace.models.onnx.Onnx.TensorProto;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Saves models: in one file while it stays below 2 GB, otherwise with the weights beside it in
 * {@code FILE.data}; the checksums of both go into {@code FILE.sha256}, in the form of {@code
 * sha256sum}. No other process sees half a file.
 */
public final class ModelWriter {
  /** What one file may hold: protocol buffers end at 2 GiB; the rest is room for the structure. */
  static final long MAX_FILE_BYTES = Integer.MAX_VALUE - (64L << 20);

  /** Where tensors begin in a data file, so that runtimes can map them. */
  private static final long ALIGNMENT_BYTES = 4096;

  /** Smaller tensors stay in the model's file, where readers can see shapes. */
  private static final long SMALL_BYTES = 1024;

  private final long maxFileBytes;

  /** Makes a writer. */
  public ModelWriter() {
    this(MAX_FILE_BYTES);
  }

  ModelWriter(long maxFileBytes) {
    this.maxFileBytes = maxFileBytes;
  }

  /**
   * What was written.
   *
   * @param file the model
   * @param data the weights beside it; empty when they are in the model's file
   * @param sha256 the checksum of {@code file}
   * @param bytes the size of all
   */
  public record Saved(Path file, List<Path> data, Sha256 sha256, long bytes) {

    /** Copies the list. */
    public Saved {
      data = List.copyOf(data);
    }
  }

  /**
   * Saves a model, replacing what has its name.
   *
   * @param source where the model's external weights are, if it has any
   */
  public Saved write(ModelProto model, Path source, Path file) {
    Path target = file.toAbsolutePath().normalize();
    Path data = target.resolveSibling(target.getFileName() + ".data");
    List<TensorProto> weights = model.getGraph().getInitializerList();
    String name = file.toString();
    for (TensorProto tensor : weights) {
      checkData(tensor, name);
    }
    long total = model.getSerializedSize();
    for (TensorProto tensor : weights) {
      total += ExternalData.used(tensor) ? bytes(tensor, name) : 0;
    }
    // A serialised size beyond the limit overflows to a negative number.
    boolean beside = total > maxFileBytes || model.getSerializedSize() < 0;
    try {
      Files.createDirectories(Objects.requireNonNull(target.getParent()));
      GraphProto.Builder graph = model.getGraph().toBuilder().clearInitializer();
      if (beside) {
        graph.addAllInitializer(moveBeside(weights, source, data, name));
      } else {
        for (TensorProto tensor : weights) {
          graph.addInitializer(ExternalData.used(tensor) ? inline(tensor, source, name) : tensor);
        }
        Files.deleteIfExists(data);
      }
      write(model.toBuilder().setGraph(graph).build(), target);
      Sha256 sha256 = Sha256.of(target);
      StringBuilder record = new StringBuilder(line(sha256, target));
      if (beside) {
        record.append(line(Sha256.of(data), data));
      }
      Files.writeString(target.resolveSibling(target.getFileName() + ".sha256"), record);
      long size = Files.size(target) + (beside ? Files.size(data) : 0);
      return new Saved(file, beside ? List.of(data) : List.of(), sha256, size);
    } catch (IOException e) {
      throw new GraphException(
          GraphException.Reason.FILE, "%s: cannot be written: %s".formatted(file, e), e);
    }
  }

  private static String line(Sha256 sha256, Path file) {
    return "%s  %s\n".formatted(sha256, file.getFileName());
  }

  private static void checkData(TensorProto tensor, String name) {
    if (!ExternalData.used(tensor) && !ShapeInference.hasData(tensor, info(tensor, name))) {
      throw new GraphException(
          GraphException.Reason.NOT_ONNX,
          "%s: weights %s have a shape but no values\nMaybe save the architecture with weights first: millrace models build."
              .formatted(name, tensor.getName()));
    }
  }

  private static TensorInfo info(TensorProto tensor, String name) {
    return new TensorInfo(
        tensor.getName(),
        ElementType.of(tensor.getDataType(), name + ": weights " + tensor.getName()),
        tensor.getDimsList());
  }

  private static long bytes(TensorProto tensor, String name) {
    return info(tensor, name).bytes();
  }

  private static TensorProto inline(TensorProto tensor, Path source, String name)
      throws IOException {
    ExternalData from = ExternalData.of(tensor, bytes(tensor, name), source, name);
    ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(from.length()));
    try (FileChannel channel = FileChannel.open(from.file())) {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, from.offset() + buffer.position()) < 0) {
          throw new IOException(from.file() + " became shorter");
        }
      }
    }
    ByteString raw = UnsafeByteOperations.unsafeWrap(buffer.flip());
    return tensor.toBuilder().clearExternalData().clearDataLocation().setRawData(raw).build();
  }

  private static List<TensorProto> moveBeside(
      List<TensorProto> weights, Path source, Path data, String name) throws IOException {
    List<TensorProto> moved = new ArrayList<>();
    Path part = temporary(data);
    try {
      try (FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
        for (TensorProto tensor : weights) {
          boolean raw = tensor.getRawData().size() > SMALL_BYTES;
          moved.add(
              raw || ExternalData.used(tensor)
                  ? moveBeside(tensor, source, out, data, name)
                  : tensor);
        }
      }
      Files.move(part, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return moved;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static TensorProto moveBeside(
      TensorProto tensor, Path source, FileChannel out, Path data, String name) throws IOException {
    long start = (out.size() + ALIGNMENT_BYTES - 1) / ALIGNMENT_BYTES * ALIGNMENT_BYTES;
    out.position(start);
    if (ExternalData.used(tensor)) {
      copy(ExternalData.of(tensor, bytes(tensor, name), source, name), out, start);
    } else {
      for (ByteBuffer buffer : tensor.getRawData().asReadOnlyByteBufferList()) {
        while (buffer.hasRemaining()) {
          out.write(buffer);
        }
      }
    }
    return tensor.toBuilder()
        .clearRawData()
        .clearExternalData()
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(entry("location", String.valueOf(data.getFileName())))
        .addExternalData(entry("offset", String.valueOf(start)))
        .addExternalData(entry("length", String.valueOf(bytes(tensor, name))))
        .build();
  }

  private static void copy(ExternalData from, FileChannel out, long start) throws IOException {
    try (FileChannel in = FileChannel.open(from.file())) {
      for (long done = 0; done < from.length(); ) {
        long count =
            out.transferFrom(in.position(from.offset() + done), start + done, from.length() - done);
        if (count <= 0) {
          throw new IOException(from.file() + " became shorter");
        }
        done += count;
      }
    }
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  private static void write(ModelProto model, Path target) throws IOException {
    Path part = temporary(target);
    try {
      try (OutputStream out = Files.newOutputStream(part)) {
        CodedOutputStream coded = CodedOutputStream.newInstance(out, 1 << 16);
        model.writeTo(coded);
        coded.flush();
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static Path temporary(Path target) throws IOException {
    return Files.createTempFile(
        Objects.requireNonNull(target.getParent()), target.getFileName() + ".", ".part");
  }
}
