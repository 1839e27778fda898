/** Asks a Prometheus server what it measured of the running system. */
@NullMarked
package io.millrace.planner.metrics;

import org.jspecify.annotations.NullMarked;
