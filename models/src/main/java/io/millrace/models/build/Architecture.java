package io.millrace.models.build;

import io.millrace.models.build.Network.Value;
import io.millrace.models.graph.GraphException;
import io.millrace.models.graph.ModelWriter;
import io.millrace.models.graph.OnnxGraph;
import io.millrace.models.onnx.Onnx.ModelProto;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A published network in torchvision's form, layer by layer. Weights come from a seed: it computes
 * nothing useful, at exactly the cost of the trained one. Input {@code [N, 3, side, side] float32}.
 */
public enum Architecture {
  /** AlexNet. */
  ALEXNET("alexnet", 224),
  /** VGG with 11 weight layers. */
  VGG11("vgg11", 224),
  /** VGG with 16 weight layers. */
  VGG16("vgg16", 224),
  /** VGG with 19 weight layers. */
  VGG19("vgg19", 224),
  /** SSD300 on VGG16, up to raw boxes and scores. */
  SSD300_VGG16("ssd300-vgg16", 300),
  /** MobileNetV2. */
  MOBILENETV2("mobilenetv2", 224),
  /** ResNet with 18 weight layers. */
  RESNET18("resnet18", 224),
  /** ResNet with 152 weight layers. */
  RESNET152("resnet152", 224),
  /** EfficientNet-B0. */
  EFFICIENTNET_B0("efficientnet-b0", 224),
  /** Inception v3 without its auxiliary classifier. */
  INCEPTIONV3("inceptionv3", 299),
  /** SqueezeNet 1.0. */
  SQUEEZENET("squeezenet", 224),
  /** Vision transformer, base, patches of 16; batch 1 only. */
  VIT_B16("vit-b16", 224);

  private final String id;
  private final int side;

  Architecture(String id, int side) {
    this.id = id;
    this.side = side;
  }

  /** Its name on the command line. */
  public String id() {
    return id;
  }

  /** Height and width of its input. */
  public int side() {
    return side;
  }

  /** The architecture of that name. */
  public static Architecture of(String id) {
    return Arrays.stream(values())
        .filter(candidate -> candidate.id.equals(id.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new GraphException(
                    GraphException.Reason.UNKNOWN_ARCHITECTURE,
                    "there is no architecture %s; there are %s"
                        .formatted(
                            id,
                            String.join(
                                ", ", Arrays.stream(values()).map(Architecture::id).toList()))));
  }

  /**
   * Its graph without weights: for costs and cuts, in milliseconds; it cannot be split.
   *
   * @param batch frames at once (≥ 1)
   */
  public OnnxGraph graph(int batch) {
    return OnnxGraph.of(id, model(Optional.empty(), batch));
  }

  /**
   * Saves it with weights.
   *
   * @param seed the same seed gives the same bytes on every machine
   * @param batch frames at once (≥ 1)
   */
  public ModelWriter.Saved save(long seed, int batch, Path file) {
    return new ModelWriter()
        .write(model(Optional.of(new SeededWeights(seed)), batch), Path.of(""), file);
  }

  private ModelProto model(Optional<SeededWeights> weights, int batch) {
    if (batch < 1 || (this == VIT_B16 && batch > 1)) {
      throw new IllegalArgumentException(
          "%s: the batch must be %s (was %d)"
              .formatted(id, this == VIT_B16 ? "1" : "at least 1", batch));
    }
    Network net = new Network(id, weights);
    Value out = layers(net, net.input("input", batch, 3, side, side));
    if (this == SSD300_VGG16) {
      net.output(out, batch, Ssd.BOXES, 4 + Ssd.CLASSES);
    } else {
      net.output(out, batch, 1000);
    }
    return net.model();
  }

  private Value layers(Network net, Value image) {
    return switch (this) {
      case ALEXNET -> Classics.alexNet(net, image);
      case VGG11 -> Classics.vgg11(net, image);
      case VGG16 -> Classics.vgg16(net, image);
      case VGG19 -> Classics.vgg19(net, image);
      case SSD300_VGG16 -> Ssd.ssd300(net, image);
      case MOBILENETV2 -> Mobile.mobileNetV2(net, image);
      case RESNET18 -> ResNet.resNet18(net, image);
      case RESNET152 -> ResNet.resNet152(net, image);
      case EFFICIENTNET_B0 -> Mobile.efficientNetB0(net, image);
      case INCEPTIONV3 -> Inception.inceptionV3(net, image);
      case SQUEEZENET -> Classics.squeezeNet(net, image);
      case VIT_B16 -> VisionTransformer.vitB16(net, image);
    };
  }
}
