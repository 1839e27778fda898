package io.millrace.dispatcher.results;

import io.millrace.topics.record.DeadLetter;
import io.millrace.topics.record.Drop;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.Result;

/** What became of one frame that entered the pipeline: a result, a dead letter or a drop. */
public sealed interface Outcome {

  /** The frame. */
  FrameRef frame();

  /** The pipeline answered. */
  record Answered(Result result) implements Outcome {
    @Override
    public FrameRef frame() {
      return result.frame();
    }
  }

  /** A stage could not work on it. */
  record Failed(DeadLetter deadLetter) implements Outcome {
    @Override
    public FrameRef frame() {
      return deadLetter.frame();
    }
  }

  /** A stage gave it up. */
  record Dropped(Drop drop) implements Outcome {
    @Override
    public FrameRef frame() {
      return drop.frame();
    }
  }
}
