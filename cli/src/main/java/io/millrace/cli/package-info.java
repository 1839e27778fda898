/** The command line: parses what people type, wires the modules together, prints what comes out. */
@NullMarked
package io.millrace.cli;

import org.jspecify.annotations.NullMarked;
