/**
 * From the topics that exist to the topics that are wanted: a pure diff, its operations, their
 * results.
 */
@NullMarked
package io.millrace.topics.admin;

import org.jspecify.annotations.NullMarked;
