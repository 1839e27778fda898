/** The text pipeline through Kafka against a plain loop over the same models, in one run. */
@NullMarked
package io.millrace.bench.efficiency;

import org.jspecify.annotations.NullMarked;
