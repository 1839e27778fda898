package io.millrace.cli;

import io.millrace.models.build.Architecture;
import io.millrace.models.graph.ModelWriter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Saves a published architecture with seeded weights. */
@Command(
    name = "build",
    mixinStandardHelpOptions = true,
    description = {
      "Save a published architecture with weights from a seed: it computes nothing useful, at the cost of the trained one.",
      "There are alexnet, vgg11, vgg16, vgg19, ssd300-vgg16, mobilenetv2, resnet18, resnet152, efficientnet-b0, inceptionv3, squeezenet and vit-b16."
    },
    footer = {"", "Example:", "  millrace models build mobilenetv2 --out mobilenetv2.onnx", ""})
final class ModelBuildCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "The architecture.")
  private String name = "";

  @Option(names = "--out", paramLabel = "FILE", description = "Where to (default: NAME.onnx).")
  private @Nullable Path out;

  @Option(names = "--seed", paramLabel = "N", description = "The weights' seed (default: 1).")
  private long seed = 1;

  @Option(names = "--batch", paramLabel = "N", description = "Frames at once (default: 1).")
  private int batch = 1;

  @Override
  public Integer call() {
    Architecture architecture = Architecture.of(name);
    Path file = out == null ? Path.of(architecture.id() + ".onnx") : out;
    ModelWriter.Saved saved = architecture.save(seed, batch, file);
    PrintWriter writer = spec.commandLine().getOut();
    writer.printf("%s  %d bytes, sha256 %s%n", saved.file(), saved.bytes(), saved.sha256());
    writer.flush();
    return 0;
  }
}
