/**
 * What came of the frames: the account, the order in which results leave, how well they were read
 * and how fast.
 */
@NullMarked
package io.millrace.dispatcher.results;

import org.jspecify.annotations.NullMarked;
