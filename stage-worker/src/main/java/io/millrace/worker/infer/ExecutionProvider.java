package io.millrace.worker.infer;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What computes a model: an ONNX Runtime execution provider. */
public enum ExecutionProvider {
  /** Any processor; always there. */
  CPU,
  /** NVIDIA GPUs. */
  CUDA,
  /** NVIDIA GPUs, the model compiled by TensorRT; what TensorRT cannot do runs on CUDA. */
  TENSORRT,
  /** Intel processors, GPUs and NPUs. */
  OPENVINO,
  /** Apple's neural engine, GPU and processor. */
  COREML,
  /** Arm and x86 processors, through XNNPACK's kernels. */
  XNNPACK;

  /** The provider as people write it: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The provider of this name, in any case.
   *
   * @throws IllegalArgumentException if there is none, naming all that there are
   */
  public static ExecutionProvider named(String name) {
    for (ExecutionProvider provider : values()) {
      if (provider.label().equals(name.toLowerCase(Locale.ROOT))) {
        return provider;
      }
    }
    List<String> labels = Arrays.stream(values()).map(ExecutionProvider::label).toList();
    throw new IllegalArgumentException(
        "There is no execution provider '%s'.%nMaybe one of %s.".formatted(name, labels));
  }
}
