/** ONNX graphs: what their layers cost, where they can be cut, and the pieces as files. */
@NullMarked
package io.millrace.models.graph;

import org.jspecify.annotations.NullMarked;
