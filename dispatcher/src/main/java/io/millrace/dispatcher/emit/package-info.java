/** Frames into lanes and outcomes out of topics: the dispatcher's two ends of Kafka. */
@NullMarked
package io.millrace.dispatcher.emit;

import org.jspecify.annotations.NullMarked;
