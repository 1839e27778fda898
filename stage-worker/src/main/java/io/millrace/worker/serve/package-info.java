/** One running copy of a stage: from its lanes through the model to the next topic. */
@NullMarked
package io.millrace.worker.serve;

import org.jspecify.annotations.NullMarked;
