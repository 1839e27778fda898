/** The {@code carbon:} section of the configuration, and feeds made from it. */
@NullMarked
package io.millrace.planner.carbon.app;

import org.jspecify.annotations.NullMarked;
