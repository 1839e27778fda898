/** A worker as a process has it: settings in, a running device agent out. */
@NullMarked
package io.millrace.worker.app;

import org.jspecify.annotations.NullMarked;
