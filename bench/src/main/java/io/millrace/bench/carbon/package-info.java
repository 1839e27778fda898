/** What planning for carbon saves over a recorded day, replayed. */
@NullMarked
package io.millrace.bench.carbon;

import org.jspecify.annotations.NullMarked;
