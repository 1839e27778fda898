package io.millrace.bench.efficiency;

import ai.onnxruntime.OrtException;
import io.millrace.models.image.Image;
import io.millrace.models.task.Scene;
import io.millrace.worker.app.ModelFile;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the pipeline is measured against: threads that take pre-decoded frames from an array and
 * call the models one after the other, without Kafka, codecs, queues or reports.
 */
final class PlainLoop implements AutoCloseable {

  private final List<Image> frames;
  private final List<List<PlainModel>> chains = new ArrayList<>();
  private final ExecutorService threads;

  /** A loop over these frames, each thread with sessions of its own. */
  PlainLoop(List<Image> frames, List<ModelFile> models, int threads) throws OrtException {
    this.frames = frames;
    this.threads = Executors.newFixedThreadPool(threads);
    for (int i = 0; i < threads; i++) {
      List<PlainModel> chain = new ArrayList<>();
      for (ModelFile model : models) {
        chain.add(new PlainModel(model.file(), model.task()));
      }
      chains.add(chain);
    }
  }

  /** Works on every frame so many times; the texts found, so that nobody can skip the work. */
  int run(int repetitions) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    List<Future<Integer>> found = new ArrayList<>();
    for (List<PlainModel> chain : chains) {
      Callable<Integer> work =
          () -> {
            int texts = 0;
            for (int i = next.getAndIncrement();
                i < frames.size() * repetitions;
                i = next.getAndIncrement()) {
              texts += finds(chain, frames.get(i % frames.size()));
            }
            return texts;
          };
      found.add(threads.submit(work));
    }
    int texts = 0;
    for (Future<Integer> future : found) {
      try {
        texts += future.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("The plain loop failed.", e);
      }
    }
    return texts;
  }

  @Override
  public void close() throws OrtException {
    threads.shutdown();
    for (List<PlainModel> chain : chains) {
      for (PlainModel model : chain) {
        model.close();
      }
    }
  }

  private static int finds(List<PlainModel> chain, Image frame) throws OrtException {
    Scene scene = Scene.whole(frame);
    for (PlainModel model : chain) {
      scene = model.apply(scene);
      if (scene.regions().isEmpty()) {
        return 0;
      }
    }
    return scene.finds().size();
  }
}
