/** The dispatcher put together: cameras, Kafka, results and the web server. */
@NullMarked
package io.millrace.dispatcher.app;

import org.jspecify.annotations.NullMarked;
