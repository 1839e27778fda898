/** Devices, their processors, memory and power, and the network between them. */
@NullMarked
package io.millrace.planner.cluster;

import org.jspecify.annotations.NullMarked;
