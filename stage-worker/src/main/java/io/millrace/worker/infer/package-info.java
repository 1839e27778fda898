/** Runs models: rows in, outputs out, through DJL and ONNX Runtime. */
@NullMarked
package io.millrace.worker.infer;

import org.jspecify.annotations.NullMarked;
