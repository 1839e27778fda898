/** Fixtures that several modules' tests need. */
@NullMarked
package io.millrace.testkit;

import org.jspecify.annotations.NullMarked;
