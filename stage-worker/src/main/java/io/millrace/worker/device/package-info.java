/** What this machine is and uses: limits, load, memory, network, temperature, energy. */
@NullMarked
package io.millrace.worker.device;

import org.jspecify.annotations.NullMarked;
