/** What one hop through Kafka costs, and where the cost goes. */
@NullMarked
package io.millrace.bench.hop;

import org.jspecify.annotations.NullMarked;
