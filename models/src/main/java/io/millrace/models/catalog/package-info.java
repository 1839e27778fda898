/** Which models there are, where they come from, and their files on this machine. */
@NullMarked
package io.millrace.models.catalog;

import org.jspecify.annotations.NullMarked;
