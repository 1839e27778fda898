package io.millrace.models.build;

import io.millrace.models.build.Network.Value;
import java.util.List;

/**
 * AlexNet (Krizhevsky, one tower), VGG without normalisation (Simonyan), SqueezeNet 1.0 (Iandola).
 */
final class Classics {
  /** VGG's convolutions by depth; 0 is a pool. */
  private static final List<Integer> VGG11 =
      List.of(64, 0, 128, 0, 256, 256, 0, 512, 512, 0, 512, 512, 0);

  static final List<Integer> VGG16 =
      List.of(64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0);

  private static final List<Integer> VGG19 =
      List.of(
          64, 64, 0, 128, 128, 0, 256, 256, 256, 256, 0, 512, 512, 512, 512, 0, 512, 512, 512, 512,
          0);

  private Classics() {}

  static Value alexNet(Network net, Value image) {
    Value x = net.relu("features.1", net.conv("features.0", image, 64, 11, 4, 2));
    x = net.maxPool("features.2", x, 3, 2, 0, false);
    x = net.relu("features.4", net.conv("features.3", x, 192, 5, 1, 2));
    x = net.maxPool("features.5", x, 3, 2, 0, false);
    x = net.relu("features.7", net.conv("features.6", x, 384, 3, 1, 1));
    x = net.relu("features.9", net.conv("features.8", x, 256, 3, 1, 1));
    x = net.relu("features.11", net.conv("features.10", x, 256, 3, 1, 1));
    x = net.maxPool("features.12", x, 3, 2, 0, false);
    x = net.averagePool("avgpool", x, 1, 1, 0);
    x = net.flatten("", x, 256 * 6 * 6);
    x = net.dropout("classifier.0", x);
    x = net.relu("classifier.2", net.linear("classifier.1", x, 4096));
    x = net.dropout("classifier.3", x);
    x = net.relu("classifier.5", net.linear("classifier.4", x, 4096));
    return net.linear("classifier.6", x, 1000);
  }

  static Value vgg11(Network net, Value image) {
    return vgg(net, image, VGG11);
  }

  static Value vgg16(Network net, Value image) {
    return vgg(net, image, VGG16);
  }

  static Value vgg19(Network net, Value image) {
    return vgg(net, image, VGG19);
  }

  private static Value vgg(Network net, Value image, List<Integer> depth) {
    Value x = image;
    int at = 0;
    for (int channels : depth) {
      String path = "features." + at++;
      if (channels == 0) {
        x = net.maxPool(path, x, 2, 2, 0, false);
      } else {
        x = net.relu("features." + at++, net.conv(path, x, channels, 3, 1, 1));
      }
    }
    x = net.averagePool("avgpool", x, 1, 1, 0);
    x = net.flatten("", x, 512 * 7 * 7);
    x = net.relu("classifier.1", net.linear("classifier.0", x, 4096));
    x = net.dropout("classifier.2", x);
    x = net.relu("classifier.4", net.linear("classifier.3", x, 4096));
    x = net.dropout("classifier.5", x);
    return net.linear("classifier.6", x, 1000);
  }

  static Value squeezeNet(Network net, Value image) {
    Value x = net.relu("features.1", net.conv("features.0", image, 96, 7, 2, 0));
    x = net.maxPool("features.2", x, 3, 2, 0, true);
    x = fire(net, "features.3", x, 16, 64);
    x = fire(net, "features.4", x, 16, 64);
    x = fire(net, "features.5", x, 32, 128);
    x = net.maxPool("features.6", x, 3, 2, 0, true);
    x = fire(net, "features.7", x, 32, 128);
    x = fire(net, "features.8", x, 48, 192);
    x = fire(net, "features.9", x, 48, 192);
    x = fire(net, "features.10", x, 64, 256);
    x = net.maxPool("features.11", x, 3, 2, 0, true);
    x = fire(net, "features.12", x, 64, 256);
    x = net.dropout("classifier.0", x);
    x = net.relu("classifier.2", net.conv("classifier.1", x, 1000, 1, 1, 0));
    return net.flatten("", net.globalPool("classifier.3", x), 1000);
  }

  private static Value fire(Network net, String path, Value in, int squeeze, int expand) {
    Value x =
        net.relu(path + ".squeeze_activation", net.conv(path + ".squeeze", in, squeeze, 1, 1, 0));
    Value one =
        net.relu(path + ".expand1x1_activation", net.conv(path + ".expand1x1", x, expand, 1, 1, 0));
    Value three =
        net.relu(path + ".expand3x3_activation", net.conv(path + ".expand3x3", x, expand, 3, 1, 1));
    return net.concat(path, 1, 2 * expand, List.of(one, three));
  }
}
