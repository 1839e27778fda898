/** What should run on this device against what runs: the difference, as operations, applied. */
@NullMarked
package io.millrace.worker.agent;

import org.jspecify.annotations.NullMarked;
