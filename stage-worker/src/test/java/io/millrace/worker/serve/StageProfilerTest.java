package io.millrace.worker.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.models.image.ImageCodec;
import io.millrace.models.task.Output;
import io.millrace.models.task.Row;
import io.millrace.models.task.Scene;
import io.millrace.models.task.Task;
import io.millrace.worker.infer.InferenceEngine;
import io.millrace.worker.infer.ModelInput;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StageProfilerTest {

  private static final long MILLI = 1_000_000;

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong memory = new AtomicLong(1_000);
  private final AtomicInteger open = new AtomicInteger();

  @Test
  void shouldMeasureBatchOneAndTheStagesBatch() {
    // Given: a model that takes 10 ms and 5 ms per row, and stalls for a second on every 40th call
    StageProfiler profiler = new StageProfiler(new ImageCodec(), nanos::get, memory::get);

    // When
    StageProfiler.Measured measured = profiler.measure(model(), 4, false, 77);

    // Then: the stalls are trimmed away
    assertThat(measured.secondsByBatch()).containsOnlyKeys(1, 4);
    assertThat(measured.secondsByBatch().get(1)).isCloseTo(0.015, within(1e-9));
    assertThat(measured.secondsByBatch().get(4)).isCloseTo(0.030, within(1e-9));
    assertThat(measured.variation()).isCloseTo(0, within(1e-9));
    assertThat(measured.memoryBytes()).as("of the second load").isEqualTo(500);
    assertThat(measured.outputBytes()).isGreaterThan(0);
    assertThat(open).as("nothing is left open").hasValue(0);
  }

  @Test
  void shouldTakeTheFileForTheMemoryWhenTheProcessDoesNotGrow() {
    StageProfiler profiler = new StageProfiler(new ImageCodec(), nanos::get, () -> 5);

    assertThat(profiler.measure(model(), 1, true, 77).memoryBytes()).isEqualTo(77);
  }

  @Test
  void shouldTakeTheMiddleOfWhatWasMeasured() {
    List<Double> values = IntStream.rangeClosed(1, 20).mapToObj(i -> (double) i).toList();

    assertThat(StageProfiler.middle(values)).hasSize(16).startsWith(3).endsWith(18);
    assertThat(StageProfiler.mean(new double[] {1, 3})).isEqualTo(2);
    assertThat(StageProfiler.deviation(new double[] {1, 3})).isEqualTo(1);
  }

  private StageModel model() {
    AtomicInteger calls = new AtomicInteger();
    return new StageModel(
        new OneRow(),
        () -> {
          open.incrementAndGet();
          memory.addAndGet(500);
          return new Engine(calls);
        });
  }

  private final class Engine implements InferenceEngine {

    private final AtomicInteger calls;

    Engine(AtomicInteger calls) {
      this.calls = calls;
    }

    @Override
    public ModelInput input() {
      return new ModelInput("x", List.of(ModelInput.FREE, 1));
    }

    @Override
    public List<Output> run(List<Row> rows) {
      boolean stalls = calls.incrementAndGet() % 40 == 0;
      nanos.addAndGet((10 + 5L * rows.size() + (stalls ? 1_000 : 0)) * MILLI);
      return rows.stream().map(row -> Output.of(new float[] {1}, 1)).toList();
    }

    @Override
    public void close() {
      open.decrementAndGet();
    }
  }

  /** Looks at crops; one row for each scene. */
  private static final class OneRow implements Task, Row {

    @Override
    public List<Row> prepare(Scene scene) {
      return List.of(this);
    }

    @Override
    public Scene finish(Scene scene, List<Output> outputs) {
      return scene;
    }

    @Override
    public boolean finds() {
      return false;
    }

    @Override
    public int[] shape() {
      return new int[] {1};
    }

    @Override
    public void write(FloatBuffer target) {
      target.put(1);
    }
  }
}
