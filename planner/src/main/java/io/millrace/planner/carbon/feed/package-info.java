/**
 * Where carbon signals come from: HTTP providers and files behind one interface, and their watch.
 */
@NullMarked
package io.millrace.planner.carbon.feed;

import org.jspecify.annotations.NullMarked;
