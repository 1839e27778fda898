/** How much an instance takes and when it works: pure rules, the same live and simulated. */
@NullMarked
package io.millrace.topics.flow;

import org.jspecify.annotations.NullMarked;
