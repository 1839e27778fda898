/** What a camera gives, whatever kind it is: pictures, their JPEG bytes and its errors. */
@NullMarked
package io.millrace.dispatcher.ingest.source;

import org.jspecify.annotations.NullMarked;
