package io.millrace.models.build;

import io.millrace.models.build.Network.Value;
import io.millrace.models.build.Network.Window;
import java.util.List;

/** ViT-B/16 (Dosovitskiy): 196 patches of 16 × 16 and a class token, twelve encoder layers. */
final class VisionTransformer {
  private static final int LAYERS = 12;
  private static final int HEADS = 12;
  private static final int WIDTH = 768;
  private static final int PATCHES = 14 * 14;
  private static final int TOKENS = PATCHES + 1;
  private static final double EPSILON = 1e-6;

  private VisionTransformer() {}

  /** For a batch of one: the class token is a constant of that batch. */
  static Value vitB16(Network net, Value image) {
    Value x = net.conv("conv_proj", image, WIDTH, Window.of(16, 16, 0), 1, true);
    x = net.reshape("", x, PATCHES, 0, WIDTH, PATCHES);
    x = net.transpose("", x, WIDTH, 0, 2, 1);
    Value token = new Value(net.weights("class_token", 0.02, 1, 1, WIDTH), WIDTH);
    x = net.concat("", 1, WIDTH, List.of(token, x));
    String position = net.weights("encoder.pos_embedding", 0.02, 1, TOKENS, WIDTH);
    x = net.node("encoder", "Add", WIDTH, List.of(x.name(), position));
    x = net.dropout("encoder.dropout", x);
    for (int i = 0; i < LAYERS; i++) {
      x = layer(net, "encoder.layers.encoder_layer_" + i, x);
    }
    x = net.layerNorm("encoder.ln", x, EPSILON);
    String first = net.index("first_token", 0);
    x = net.node("", "Gather", WIDTH, List.of(x.name(), first), Network.integer("axis", 1));
    return net.linear("heads.head", x, 1000);
  }

  private static Value layer(Network net, String path, Value in) {
    Value x = net.layerNorm(path + ".ln_1", in, EPSILON);
    x = attention(net, path + ".self_attention", x);
    x = net.join(path, "Add", net.dropout(path + ".dropout", x), in);
    Value y = net.layerNorm(path + ".ln_2", x, EPSILON);
    y = net.gelu(path + ".mlp.1", net.tokensLinear(path + ".mlp.0", "", y, 4 * WIDTH));
    y = net.tokensLinear(path + ".mlp.3", "", net.dropout(path + ".mlp.2", y), WIDTH);
    return net.join(path, "Add", x, net.dropout(path + ".mlp.4", y));
  }

  private static Value attention(Network net, String path, Value in) {
    int size = WIDTH / HEADS;
    Value q = heads(net, path, net.tokensLinear(path, "q_", in, WIDTH), 0, 2, 1, 3);
    Value k = heads(net, path, net.tokensLinear(path, "k_", in, WIDTH), 0, 2, 3, 1);
    Value v = heads(net, path, net.tokensLinear(path, "v_", in, WIDTH), 0, 2, 1, 3);
    String scale = net.scalar(path + ".scale", 1 / Math.sqrt(size));
    Value scores = net.join(path, "MatMul", q, k);
    scores = net.node(path, "Mul", TOKENS, List.of(scores.name(), scale));
    Value shares = net.unary(path, "Softmax", scores, Network.integer("axis", -1));
    Value mixed = net.transpose(path, net.join(path, "MatMul", shares, v), WIDTH, 0, 2, 1, 3);
    mixed = net.reshape(path, mixed, WIDTH, 0, TOKENS, WIDTH);
    return net.tokensLinear(path, "out_", mixed, WIDTH);
  }

  private static Value heads(Network net, String path, Value in, long... order) {
    Value split = net.reshape(path, in, WIDTH, 0, TOKENS, HEADS, WIDTH / HEADS);
    return net.transpose(path, split, WIDTH, order);
  }
}
