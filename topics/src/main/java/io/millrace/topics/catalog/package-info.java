/** Which topics exist, as data: names, lanes, retention and size limits. */
@NullMarked
package io.millrace.topics.catalog;

import org.jspecify.annotations.NullMarked;
