/** What devices, instances and the planner last said, put together for people. */
@NullMarked
package io.millrace.dispatcher.board;

import org.jspecify.annotations.NullMarked;
