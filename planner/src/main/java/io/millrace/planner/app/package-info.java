/** Problems and plans as files: YAML in, JSON out, with the schemas of both. */
@NullMarked
package io.millrace.planner.app;

import org.jspecify.annotations.NullMarked;
