/** What a model is for: turning a scene into model input and model output into finds, all pure. */
@NullMarked
package io.millrace.models.task;

import org.jspecify.annotations.NullMarked;
