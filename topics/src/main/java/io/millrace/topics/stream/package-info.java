/** Records in and out of Kafka: lane source, sink, topic tail, contiguous commit. */
@NullMarked
package io.millrace.topics.stream;

import org.jspecify.annotations.NullMarked;
