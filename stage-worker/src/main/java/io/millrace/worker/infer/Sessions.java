package io.millrace.worker.infer;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import io.millrace.worker.infer.InferenceException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Opens ONNX Runtime sessions for the DJL adapter.
 *
 * <p>DJL 0.38 would open the session itself, but then knows neither OpenVINO nor XNNPACK nor the
 * shape of the model's input, which good error messages need.
 */
final class Sessions {

  private static final Map<ExecutionProvider, OrtProvider> NATIVE = natives();

  private Sessions() {}

  /** The execution providers that the runtime in this process was built with. */
  static Set<ExecutionProvider> providers() {
    Set<OrtProvider> available = OrtEnvironment.getAvailableProviders();
    EnumSet<ExecutionProvider> providers = EnumSet.noneOf(ExecutionProvider.class);
    NATIVE.forEach(
        (provider, ort) -> {
          if (available.contains(ort)) {
            providers.add(provider);
          }
        });
    return providers;
  }

  /** Opens a session on a model file. */
  static OrtSession open(Path file, Processor processor) {
    if (!Files.isRegularFile(file)) {
      throw new InferenceException(
          Reason.MODEL_FILE,
          "%s: no such model file.%nMaybe it was not pulled yet: `millrace models pull`."
              .formatted(file));
    }
    try (SessionOptions options = options(processor)) {
      return OrtEnvironment.getEnvironment().createSession(file.toString(), options);
    } catch (OrtException e) {
      throw new InferenceException(
          Reason.MODEL_FILE,
          "%s: ONNX Runtime cannot load this model on %s: %s.%nMaybe the file is cut short or no ONNX model: check it with `millrace models verify`."
              .formatted(file, processor.provider().label(), e.getMessage()),
          e);
    }
  }

  /** What the session's model takes. */
  static ModelInput input(Path file, OrtSession session) {
    try {
      Map<String, NodeInfo> inputs = session.getInputInfo();
      if (inputs.size() == 1) {
        NodeInfo input = inputs.values().iterator().next();
        if (input.getInfo() instanceof TensorInfo tensor
            && tensor.type == OnnxJavaType.FLOAT
            && tensor.getShape().length > 0) {
          return new ModelInput(
              input.getName(),
              Arrays.stream(tensor.getShape())
                  .mapToObj(extent -> extent < 0 ? ModelInput.FREE : Math.toIntExact(extent))
                  .toList());
        }
      }
      throw new InferenceException(
          Reason.MODEL_KIND,
          "%s: a stage's model must have one float32 input with a batch dimension, but this one has %s."
              .formatted(file, inputs.values()));
    } catch (OrtException e) {
      throw new InferenceException(
          Reason.MODEL_FILE,
          "%s: its inputs cannot be read: %s".formatted(file, e.getMessage()),
          e);
    }
  }

  private static SessionOptions options(Processor processor) throws OrtException {
    SessionOptions options = new SessionOptions();
    try {
      options.setIntraOpNumThreads(processor.intraOpThreads());
      options.setInterOpNumThreads(processor.interOpThreads());
      options.setExecutionMode(
          processor.interOpThreads() > 1
              ? SessionOptions.ExecutionMode.PARALLEL
              : SessionOptions.ExecutionMode.SEQUENTIAL);
      options.setOptimizationLevel(
          switch (processor.optimisation()) {
            case NONE -> SessionOptions.OptLevel.NO_OPT;
            case BASIC -> SessionOptions.OptLevel.BASIC_OPT;
            case EXTENDED -> SessionOptions.OptLevel.EXTENDED_OPT;
            case ALL -> SessionOptions.OptLevel.ALL_OPT;
          });
      options.addConfigEntry("session.intra_op.allow_spinning", processor.spinning() ? "1" : "0");
      options.addConfigEntry("session.inter_op.allow_spinning", processor.spinning() ? "1" : "0");
      addProvider(options, processor);
      return options;
    } catch (OrtException | RuntimeException e) {
      options.close();
      throw e;
    }
  }

  private static void addProvider(SessionOptions options, Processor processor) {
    ExecutionProvider provider = processor.provider();
    if (!providers().contains(provider)) {
      throw new InferenceException(
          Reason.PROVIDER,
          "This ONNX Runtime has no execution provider '%s', only %s.%nMaybe put the onnxruntime build for it on the class path (for CUDA and TensorRT: onnxruntime_gpu), or set the processor to one of those."
              .formatted(
                  provider.label(), providers().stream().map(ExecutionProvider::label).toList()));
    }
    try {
      switch (provider) {
        case CPU -> {
          // Always there, after all others.
        }
        case CUDA -> options.addCUDA(processor.deviceIndex());
        case TENSORRT -> {
          options.addTensorrt(processor.deviceIndex());
          options.addCUDA(processor.deviceIndex());
        }
        case OPENVINO -> options.addOpenVINO("");
        case COREML -> options.addCoreML();
        case XNNPACK ->
            options.addXnnpack(
                Map.of("intra_op_num_threads", Integer.toString(processor.intraOpThreads())));
      }
    } catch (OrtException e) {
      throw new InferenceException(
          Reason.PROVIDER,
          "The execution provider '%s' does not start on processor %d: %s.%nMaybe its driver or libraries are missing on this machine."
              .formatted(provider.label(), processor.deviceIndex(), e.getMessage()),
          e);
    }
  }

  private static Map<ExecutionProvider, OrtProvider> natives() {
    EnumMap<ExecutionProvider, OrtProvider> natives = new EnumMap<>(ExecutionProvider.class);
    natives.put(ExecutionProvider.CPU, OrtProvider.CPU);
    natives.put(ExecutionProvider.CUDA, OrtProvider.CUDA);
    natives.put(ExecutionProvider.TENSORRT, OrtProvider.TENSOR_RT);
    natives.put(ExecutionProvider.OPENVINO, OrtProvider.OPEN_VINO);
    natives.put(ExecutionProvider.COREML, OrtProvider.CORE_ML);
    natives.put(ExecutionProvider.XNNPACK, OrtProvider.XNNPACK);
    return natives;
  }
}
