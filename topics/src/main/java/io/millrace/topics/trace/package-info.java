/** Spans of frames' journeys, exported by OpenTelemetry; nothing of it when nobody asked. */
@NullMarked
package io.millrace.topics.trace;

import org.jspecify.annotations.NullMarked;
