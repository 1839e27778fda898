/** Published network architectures as ONNX models with weights from a seed. */
@NullMarked
package io.millrace.models.build;

import org.jspecify.annotations.NullMarked;
