/** Cameras in: from an address to a paced stream of captured pictures handed to a sink. */
@NullMarked
package io.millrace.dispatcher.ingest;

import org.jspecify.annotations.NullMarked;
