/** The synthetic gate: a drawn scene of passing vehicles or containers that knows its own truth. */
@NullMarked
package io.millrace.dispatcher.ingest.gate;

import org.jspecify.annotations.NullMarked;
