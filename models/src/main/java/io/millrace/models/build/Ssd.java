package io.millrace.models.build;

import io.millrace.models.build.Network.Value;
import io.millrace.models.build.Network.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * SSD300 on VGG16 (Liu), up to the raw boxes and class scores: {@code [N, 8732, 4 + 91]}, boxes
 * first. Anchors and suppression come after the network and have no weights.
 */
final class Ssd {
  static final int BOXES = 8732;
  static final int CLASSES = 91;
  private static final List<Integer> ANCHORS = List.of(4, 6, 6, 6, 4, 4);

  private Ssd() {}

  static Value ssd300(Network net, Value image) {
    List<Value> maps = new ArrayList<>();
    Value x = image;
    int conv = 0;
    int pool = 0;
    for (int channels : Classics.VGG16.subList(0, Classics.VGG16.size() - 1)) {
      if (channels == 0) {
        pool++;
        if (pool == 4) {
          maps.add(normalised(net, x));
        }
        // The third pool rounds up, so that the fourth map is 38 wide.
        x = net.maxPool("backbone.pool" + pool, x, 2, 2, 0, pool == 3);
      } else {
        conv++;
        x =
            net.relu(
                "backbone.relu" + conv, net.conv("backbone.conv" + conv, x, channels, 3, 1, 1));
      }
    }
    x = net.maxPool("backbone.pool5", x, 3, 1, 1, false);
    Value wide = net.conv("backbone.fc6", x, 1024, new Window(3, 3, 1, 6, 6, 6), 1, true);
    x = net.relu("backbone.fc6_relu", wide);
    x = net.relu("backbone.fc7_relu", net.conv("backbone.fc7", x, 1024, 1, 1, 0));
    maps.add(x);
    x = extra(net, "backbone.extra8", x, 256, 512, 2, 1);
    maps.add(x);
    x = extra(net, "backbone.extra9", x, 128, 256, 2, 1);
    maps.add(x);
    x = extra(net, "backbone.extra10", x, 128, 256, 1, 0);
    maps.add(x);
    x = extra(net, "backbone.extra11", x, 128, 256, 1, 0);
    maps.add(x);
    Value boxes = head(net, "head.regression_head", maps, 4);
    Value scores = head(net, "head.classification_head", maps, CLASSES);
    return net.concat("head", 2, 4 + CLASSES, List.of(boxes, scores));
  }

  private static Value normalised(Network net, Value in) {
    String path = "backbone";
    Value length =
        net.unary(
            path, "ReduceL2", in, Network.integers("axes", 1), Network.integer("keepdims", 1));
    Value unit = net.join(path, "Div", in, length);
    String scale = net.weights("backbone.scale_weight", 20, in.channels(), 1, 1);
    return net.node(path, "Mul", in.channels(), List.of(unit.name(), scale));
  }

  private static Value extra(
      Network net, String path, Value in, int narrow, int wide, int stride, int pad) {
    Value x = net.relu(path + ".1", net.conv(path + ".0", in, narrow, 1, 1, 0));
    return net.relu(path + ".3", net.conv(path + ".2", x, wide, 3, stride, pad));
  }

  private static Value head(Network net, String path, List<Value> maps, int columns) {
    List<Value> rows = new ArrayList<>();
    for (int i = 0; i < maps.size(); i++) {
      int channels = ANCHORS.get(i) * columns;
      Value x = net.conv(path + ".module_list." + i, maps.get(i), channels, 3, 1, 1);
      // [N, A·K, H, W] to [N, H·W·A, K]
      x = net.transpose(path, x, channels, 0, 2, 3, 1);
      rows.add(net.reshape(path, x, columns, 0, -1, columns));
    }
    return net.concat(path, 1, columns, rows);
  }
}
