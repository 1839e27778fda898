/** The FFmpeg adapter: files, network streams and capture devices to pictures, pictures to JPEG. */
@NullMarked
package io.millrace.dispatcher.ingest.ffmpeg;

import org.jspecify.annotations.NullMarked;
