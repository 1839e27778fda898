package io.millrace.worker.app;

import io.millrace.models.task.Task;
import java.nio.file.Path;

/**
 * A stage's model on this machine.
 *
 * @param file the ONNX file
 * @param task what the model is for, with the stage's settings
 */
public record ModelFile(Path file, Task task) {}
