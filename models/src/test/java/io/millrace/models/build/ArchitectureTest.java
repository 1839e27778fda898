package io.millrace.models.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.models.graph.Counting;
import io.millrace.models.graph.Granularity;
import io.millrace.models.graph.GraphException;
import io.millrace.models.graph.Layer;
import io.millrace.models.graph.LayerTable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The architectures against the figures that their authors, torchvision and ptflops give. */
class ArchitectureTest {

  @ParameterizedTest
  @CsvSource({
    "alexnet, 61100840",
    "vgg11, 132863336",
    "vgg16, 138357544",
    "vgg19, 143667240",
    "ssd300-vgg16, 35641826",
    "mobilenetv2, 3504872",
    "resnet18, 11689512",
    "resnet152, 60192808",
    "efficientnet-b0, 5288548",
    // 27 161 264 less the auxiliary classifier, which only training uses.
    "inceptionv3, 23834568",
    "squeezenet, 1248424",
    "vit-b16, 86567656"
  })
  void shouldHaveTheParametersOfTorchvision(String id, long parameters) {
    LayerTable table = Architecture.of(id).graph(1).layers(Granularity.MODULE);

    assertThat(table.parameters()).isEqualTo(parameters);
  }

  @ParameterizedTest
  @CsvSource({
    "alexnet, 715561896, 714188480, 21",
    "vgg11, 7630106088, 7609090048, 29",
    "vgg16, 15503523304, 15470264320, 39",
    "ssd300-vgg16, 34920550244, 34858153472, 63"
  })
  void shouldCountMacsAndModulesAsThePublishedTables(
      String id, long ptflops, long plain, int modules) {
    LayerTable table = Architecture.of(id).graph(1).layers(Granularity.MODULE);

    assertThat(table.macs(Counting.PTFLOPS)).isEqualTo(ptflops);
    assertThat(table.macs(Counting.PLAIN)).isEqualTo(plain);
    assertThat(table.layers()).hasSize(modules);
  }

  @ParameterizedTest
  @EnumSource
  void shouldCostTheSameAtEitherGranularity(Architecture architecture) {
    LayerTable modules = architecture.graph(1).layers(Granularity.MODULE);
    LayerTable operators = architecture.graph(1).layers(Granularity.OPERATOR);

    assertThat(modules.macs(Counting.PTFLOPS)).isEqualTo(operators.macs(Counting.PTFLOPS));
    assertThat(modules.macs(Counting.PLAIN)).isEqualTo(operators.macs(Counting.PLAIN));
    assertThat(modules.parameters()).isEqualTo(operators.parameters());
    assertThat(modules.weightBytes()).isEqualTo(operators.weightBytes());
  }

  @Test
  void shouldListAlexNetsLayersAsTheReferenceDoes() {
    LayerTable table = Architecture.ALEXNET.graph(1).layers(Granularity.MODULE);

    assertThat(table.layers().stream().map(layer -> layer.flops(Counting.PTFLOPS)))
        .startsWith(140940800L, 387200L, 387200L, 448177536L)
        .endsWith(75505664L, 8192L, 0L, 33562624L, 8192L, 8194000L);
    assertThat(table.layers().stream().map(Layer::outputElements))
        .startsWith(193600L, 193600L, 46656L, 139968L);
  }

  @ParameterizedTest
  @CsvSource({"2, 116 25", "3, 108 16 17", "4, 100 16 16 9"})
  void shouldGiveTheCostsOfAmp4ecsPartitionsOfMobileNetV2(int parts, String sizes) {
    LayerTable table = Architecture.MOBILENETV2.graph(1).layers(Granularity.MODULE);
    assertThat(table.layers()).hasSize(141);
    long target = table.layers().stream().mapToLong(Layer::structuralCost).sum() / parts;

    List<Integer> found = new ArrayList<>();
    long cost = 0;
    int size = 0;
    for (Layer layer : table.layers()) {
      cost += layer.structuralCost();
      size++;
      if (cost >= target && found.size() < parts - 1) {
        found.add(size);
        cost = 0;
        size = 0;
      }
    }
    found.add(size);

    assertThat(found.stream().map(String::valueOf).toList()).isEqualTo(List.of(sizes.split(" ")));
  }

  @Test
  void shouldGrowWithTheBatchInWorkButNotInWeights() {
    LayerTable one = Architecture.RESNET18.graph(1).layers(Granularity.MODULE);
    LayerTable four = Architecture.RESNET18.graph(4).layers(Granularity.MODULE);

    assertThat(four.macs(Counting.PLAIN)).isEqualTo(4 * one.macs(Counting.PLAIN));
    assertThat(four.weightBytes()).isEqualTo(one.weightBytes());
  }

  @Test
  void shouldNameTheArchitecturesThatThereAre() {
    assertThatThrownBy(() -> Architecture.of("lenet"))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("lenet")
        .hasMessageContaining("mobilenetv2");
  }
}
