package io.millrace.worker.infer;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a model runs on, and how.
 *
 * @param provider the execution provider
 * @param deviceIndex which of the machine's processors of that kind, from 0; read by CUDA and
 *     TensorRT
 * @param intraOpThreads threads that share one operator, at least 1
 * @param interOpThreads operators that run side by side, at least 1
 * @param optimisation how much the runtime rewrites the model's graph when it loads it
 * @param spinning whether threads of one operator wait for each other by spinning: quicker when the
 *     instance has its cores to itself, wasteful when several share them
 */
public record Processor(
    ExecutionProvider provider,
    int deviceIndex,
    int intraOpThreads,
    int interOpThreads,
    Optimisation optimisation,
    boolean spinning) {

  /** Graph optimisation levels of ONNX Runtime. */
  public enum Optimisation {
    NONE,
    BASIC,
    EXTENDED,
    ALL;

    /** The level as people write it: lower case. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The level of this name.
     *
     * @throws IllegalArgumentException if there is none, naming all that there are
     */
    public static Optimisation named(String name) {
      List<String> labels = Arrays.stream(values()).map(Optimisation::label).toList();
      int index = labels.indexOf(name);
      if (index < 0) {
        throw new IllegalArgumentException(
            "There is no optimisation '%s'.%nMaybe one of %s.".formatted(name, labels));
      }
      return values()[index];
    }
  }

  /** Checks the ranges. */
  public Processor {
    if (deviceIndex < 0) {
      throw new IllegalArgumentException("deviceIndex must be >= 0 (was " + deviceIndex + ")");
    }
    if (intraOpThreads < 1 || interOpThreads < 1) {
      throw new IllegalArgumentException(
          "intraOpThreads and interOpThreads must be at least 1 (were %d and %d)"
              .formatted(intraOpThreads, interOpThreads));
    }
  }

  /** The CPU with so many threads per operator, everything optimised, no spinning. */
  public static Processor cpu(int threads) {
    return new Processor(ExecutionProvider.CPU, 0, threads, 1, Optimisation.ALL, false);
  }

  /** The same processor through another provider. */
  public Processor with(ExecutionProvider newProvider) {
    return new Processor(
        newProvider, deviceIndex, intraOpThreads, interOpThreads, optimisation, spinning);
  }

  /** The same processor with so much of the graph rewritten. */
  public Processor with(Optimisation newOptimisation) {
    return new Processor(
        provider, deviceIndex, intraOpThreads, interOpThreads, newOptimisation, spinning);
  }

  /** The same processor with so many threads per operator. */
  public Processor with(int threads) {
    return new Processor(provider, deviceIndex, threads, interOpThreads, optimisation, spinning);
  }
}
