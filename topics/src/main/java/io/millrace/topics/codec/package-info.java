/** How values become bytes and back: CloudEvents headers, safetensors, JSON and strict YAML. */
@NullMarked
package io.millrace.topics.codec;

import org.jspecify.annotations.NullMarked;
