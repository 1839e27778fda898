package io.millrace.models.build;

import io.millrace.models.build.Network.Value;
import io.millrace.models.build.Network.Window;

/** MobileNetV2 (Sandler) and EfficientNet-B0 (Tan): inverted residuals. */
final class Mobile {
  /** Expansion, channels, repeats, first stride. */
  private static final int[][] MOBILE_NET_V2 = {
    {1, 16, 1, 1},
    {6, 24, 2, 2},
    {6, 32, 3, 2},
    {6, 64, 4, 2},
    {6, 96, 3, 1},
    {6, 160, 3, 2},
    {6, 320, 1, 1}
  };

  /** Expansion, channels, repeats, first stride, kernel. */
  private static final int[][] EFFICIENT_NET_B0 = {
    {1, 16, 1, 1, 3},
    {6, 24, 2, 2, 3},
    {6, 40, 2, 2, 5},
    {6, 80, 3, 2, 3},
    {6, 112, 3, 1, 5},
    {6, 192, 4, 2, 5},
    {6, 320, 1, 1, 3}
  };

  private Mobile() {}

  static Value mobileNetV2(Network net, Value image) {
    Value x = convNormClip(net, "features.0", image, 32, 3, 2, 1);
    int at = 1;
    for (int[] row : MOBILE_NET_V2) {
      for (int i = 0; i < row[2]; i++) {
        x = residual(net, "features." + at++, x, row[0], row[1], i == 0 ? row[3] : 1);
      }
    }
    x = convNormClip(net, "features.18", x, 1280, 1, 1, 1);
    x = net.flatten("", net.globalPool("", x), 1280);
    return net.linear("classifier.1", net.dropout("classifier.0", x), 1000);
  }

  private static Value convNormClip(
      Network net, String path, Value in, int channels, int size, int stride, int groups) {
    Value x = net.conv(path + ".0", in, channels, Window.of(size, stride, size / 2), groups, false);
    return net.relu6(path + ".2", net.batchNorm(path + ".1", x));
  }

  private static Value residual(
      Network net, String path, Value in, int expand, int channels, int stride) {
    int hidden = in.channels() * expand;
    int at = 0;
    Value x = in;
    if (expand != 1) {
      x = convNormClip(net, path + ".conv." + at++, x, hidden, 1, 1, 1);
    }
    x = convNormClip(net, path + ".conv." + at++, x, hidden, 3, stride, hidden);
    x = net.conv(path + ".conv." + at++, x, channels, Window.of(1, 1, 0), 1, false);
    x = net.batchNorm(path + ".conv." + at, x, 1e-5, 0.5);
    return stride == 1 && in.channels() == channels ? net.join(path, "Add", in, x) : x;
  }

  static Value efficientNetB0(Network net, Value image) {
    Value x = convNormSilu(net, "features.0", image, 32, 3, 2, 1);
    int stage = 1;
    for (int[] row : EFFICIENT_NET_B0) {
      for (int i = 0; i < row[2]; i++) {
        String path = "features." + stage + "." + i;
        x = squeezed(net, path, x, row, i == 0 ? row[3] : 1);
      }
      stage++;
    }
    x = convNormSilu(net, "features.8", x, 1280, 1, 1, 1);
    x = net.flatten("", net.globalPool("avgpool", x), 1280);
    return net.linear("classifier.1", net.dropout("classifier.0", x), 1000);
  }

  private static Value convNormSilu(
      Network net, String path, Value in, int channels, int size, int stride, int groups) {
    Value x = net.conv(path + ".0", in, channels, Window.of(size, stride, size / 2), groups, false);
    return net.silu(path + ".2", net.batchNorm(path + ".1", x));
  }

  private static Value squeezed(Network net, String path, Value in, int[] row, int stride) {
    int hidden = in.channels() * row[0];
    int at = 0;
    String block = path + ".block.";
    Value x = in;
    if (row[0] != 1) {
      x = convNormSilu(net, block + at++, x, hidden, 1, 1, 1);
    }
    x = convNormSilu(net, block + at++, x, hidden, row[4], stride, hidden);
    String gate = block + at++;
    Value s = net.globalPool(gate + ".avgpool", x);
    s = net.silu(gate + ".activation", net.conv(gate + ".fc1", s, in.channels() / 4, 1, 1, 0));
    s =
        net.unary(
            gate + ".scale_activation", "Sigmoid", net.conv(gate + ".fc2", s, hidden, 1, 1, 0));
    x = net.join(gate, "Mul", x, s);
    x = net.conv(block + at + ".0", x, row[1], Window.of(1, 1, 0), 1, false);
    x = net.batchNorm(block + at + ".1", x, 1e-5, 0.5);
    boolean shortcut = stride == 1 && in.channels() == row[1];
    return shortcut ? net.join(path, "Add", in, x) : x;
  }
}
