package io.millrace.models.build;

import io.millrace.models.build.Network.Value;
import io.millrace.models.build.Network.Window;
import java.util.List;

/** ResNet (He), with the stride in the 3x3 convolution as torchvision has it. */
final class ResNet {

  private ResNet() {}

  static Value resNet18(Network net, Value image) {
    return resNet(net, image, false, List.of(2, 2, 2, 2));
  }

  static Value resNet152(Network net, Value image) {
    return resNet(net, image, true, List.of(3, 8, 36, 3));
  }

  private static Value resNet(Network net, Value image, boolean bottleneck, List<Integer> blocks) {
    Value x = net.conv("conv1", image, 64, Window.of(7, 2, 3), 1, false);
    x = net.relu("relu", net.batchNorm("bn1", x));
    x = net.maxPool("maxpool", x, 3, 2, 1, false);
    int channels = 64;
    for (int layer = 0; layer < blocks.size(); layer++) {
      for (int i = 0; i < blocks.get(layer); i++) {
        String path = "layer%d.%d".formatted(layer + 1, i);
        int stride = layer > 0 && i == 0 ? 2 : 1;
        x =
            bottleneck
                ? wide(net, path, x, channels, stride)
                : basic(net, path, x, channels, stride);
      }
      channels *= 2;
    }
    x = net.flatten("", net.globalPool("avgpool", x), x.channels());
    return net.linear("fc", x, 1000);
  }

  private static Value basic(Network net, String path, Value in, int channels, int stride) {
    Value x = net.conv(path + ".conv1", in, channels, Window.of(3, stride, 1), 1, false);
    x = net.relu(path + ".relu", net.batchNorm(path + ".bn1", x));
    x = net.conv(path + ".conv2", x, channels, Window.of(3, 1, 1), 1, false);
    x = net.batchNorm(path + ".bn2", x, 1e-5, 0.3);
    return joined(net, path, in, x, stride);
  }

  private static Value wide(Network net, String path, Value in, int channels, int stride) {
    Value x = net.conv(path + ".conv1", in, channels, Window.of(1, 1, 0), 1, false);
    x = net.relu(path + ".relu", net.batchNorm(path + ".bn1", x));
    x = net.conv(path + ".conv2", x, channels, Window.of(3, stride, 1), 1, false);
    x = net.relu(path + ".relu", net.batchNorm(path + ".bn2", x));
    x = net.conv(path + ".conv3", x, 4 * channels, Window.of(1, 1, 0), 1, false);
    x = net.batchNorm(path + ".bn3", x, 1e-5, 0.3);
    return joined(net, path, in, x, stride);
  }

  private static Value joined(Network net, String path, Value in, Value x, int stride) {
    Value shortcut = in;
    if (stride != 1 || in.channels() != x.channels()) {
      shortcut =
          net.conv(path + ".downsample.0", in, x.channels(), Window.of(1, stride, 0), 1, false);
      shortcut = net.batchNorm(path + ".downsample.1", shortcut);
    }
    return net.relu(path + ".relu", net.join(path, "Add", x, shortcut));
  }
}
