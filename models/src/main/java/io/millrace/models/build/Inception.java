package io.millrace.models.build;

import io.millrace.models.build.Network.Value;
import io.millrace.models.build.Network.Window;
import java.util.List;

/** Inception v3 (Szegedy) as it runs after training: without the auxiliary classifier. */
final class Inception {
  private final Network net;

  private Inception(Network net) {
    this.net = net;
  }

  static Value inceptionV3(Network net, Value image) {
    return new Inception(net).build(image);
  }

  private Value build(Value image) {
    Value x = conv("Conv2d_1a_3x3", image, 32, Window.of(3, 2, 0));
    x = conv("Conv2d_2a_3x3", x, 32, Window.of(3, 1, 0));
    x = conv("Conv2d_2b_3x3", x, 64, Window.of(3, 1, 1));
    x = net.maxPool("maxpool1", x, 3, 2, 0, false);
    x = conv("Conv2d_3b_1x1", x, 80, Window.of(1, 1, 0));
    x = conv("Conv2d_4a_3x3", x, 192, Window.of(3, 1, 0));
    x = net.maxPool("maxpool2", x, 3, 2, 0, false);
    x = a("Mixed_5b", x, 32);
    x = a("Mixed_5c", x, 64);
    x = a("Mixed_5d", x, 64);
    x = b("Mixed_6a", x);
    x = c("Mixed_6b", x, 128);
    x = c("Mixed_6c", x, 160);
    x = c("Mixed_6d", x, 160);
    x = c("Mixed_6e", x, 192);
    x = d("Mixed_7a", x);
    x = e("Mixed_7b", x);
    x = e("Mixed_7c", x);
    x = net.dropout("dropout", net.globalPool("avgpool", x));
    return net.linear("fc", net.flatten("", x, 2048), 1000);
  }

  private Value conv(String path, Value in, int channels, Window window) {
    Value x = net.conv(path + ".conv", in, channels, window, 1, false);
    return net.relu(path, net.batchNorm(path + ".bn", x, 0.001, 1));
  }

  private Value one(String path, Value in, int channels) {
    return conv(path, in, channels, Window.of(1, 1, 0));
  }

  /** One row high, seven wide. */
  private Value row(String path, Value in, int channels, int size) {
    return conv(path, in, channels, Window.of(1, size, 0, size / 2));
  }

  /** One column wide, seven high. */
  private Value column(String path, Value in, int channels, int size) {
    return conv(path, in, channels, Window.of(size, 1, size / 2, 0));
  }

  private Value join(String path, Value... branches) {
    int channels = List.of(branches).stream().mapToInt(Value::channels).sum();
    return net.concat(path, 1, channels, List.of(branches));
  }

  private Value pooled(String path, Value in, int channels) {
    return one(path + ".branch_pool", net.averagePool(path, in, 3, 1, 1), channels);
  }

  private Value a(String path, Value in, int pool) {
    Value five = one(path + ".branch5x5_1", in, 48);
    Value three = one(path + ".branch3x3dbl_1", in, 64);
    three = conv(path + ".branch3x3dbl_2", three, 96, Window.of(3, 1, 1));
    return join(
        path,
        one(path + ".branch1x1", in, 64),
        conv(path + ".branch5x5_2", five, 64, Window.of(5, 1, 2)),
        conv(path + ".branch3x3dbl_3", three, 96, Window.of(3, 1, 1)),
        pooled(path, in, pool));
  }

  private Value b(String path, Value in) {
    Value three = one(path + ".branch3x3dbl_1", in, 64);
    three = conv(path + ".branch3x3dbl_2", three, 96, Window.of(3, 1, 1));
    return join(
        path,
        conv(path + ".branch3x3", in, 384, Window.of(3, 2, 0)),
        conv(path + ".branch3x3dbl_3", three, 96, Window.of(3, 2, 0)),
        net.maxPool(path, in, 3, 2, 0, false));
  }

  private Value c(String path, Value in, int narrow) {
    Value seven = one(path + ".branch7x7_1", in, narrow);
    seven = row(path + ".branch7x7_2", seven, narrow, 7);
    Value twice = one(path + ".branch7x7dbl_1", in, narrow);
    twice = column(path + ".branch7x7dbl_2", twice, narrow, 7);
    twice = row(path + ".branch7x7dbl_3", twice, narrow, 7);
    twice = column(path + ".branch7x7dbl_4", twice, narrow, 7);
    return join(
        path,
        one(path + ".branch1x1", in, 192),
        column(path + ".branch7x7_3", seven, 192, 7),
        row(path + ".branch7x7dbl_5", twice, 192, 7),
        pooled(path, in, 192));
  }

  private Value d(String path, Value in) {
    Value three = one(path + ".branch3x3_1", in, 192);
    Value seven = one(path + ".branch7x7x3_1", in, 192);
    seven = row(path + ".branch7x7x3_2", seven, 192, 7);
    seven = column(path + ".branch7x7x3_3", seven, 192, 7);
    return join(
        path,
        conv(path + ".branch3x3_2", three, 320, Window.of(3, 2, 0)),
        conv(path + ".branch7x7x3_4", seven, 192, Window.of(3, 2, 0)),
        net.maxPool(path, in, 3, 2, 0, false));
  }

  private Value e(String path, Value in) {
    Value three = one(path + ".branch3x3_1", in, 384);
    Value twice = one(path + ".branch3x3dbl_1", in, 448);
    twice = conv(path + ".branch3x3dbl_2", twice, 384, Window.of(3, 1, 1));
    return join(
        path,
        one(path + ".branch1x1", in, 320),
        join(
            path,
            row(path + ".branch3x3_2a", three, 384, 3),
            column(path + ".branch3x3_2b", three, 384, 3)),
        join(
            path,
            row(path + ".branch3x3dbl_3a", twice, 384, 3),
            column(path + ".branch3x3dbl_3b", twice, 384, 3)),
        pooled(path, in, 192));
  }
}
