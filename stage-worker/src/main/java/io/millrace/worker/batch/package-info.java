/** When the frames that wait become a batch: by number or by time, fresh ones only. Pure. */
@NullMarked
package io.millrace.worker.batch;

import org.jspecify.annotations.NullMarked;
